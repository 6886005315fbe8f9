import type { Config } from '../config/config.js'
import type { RemoteStatus } from '../core/status/remote-status.js'
import type { BackfillPorts } from '../core/backfill/ports.js'
import type { CopiedTable } from '../core/migrate/copy-tables.js'
import type { Clock, Random } from '../core/ports/clock.js'
import type { Events } from '../core/ports/events.js'
import type { SchemaState } from '../core/ports/schema.js'
import type { Warehouse } from '../core/ports/warehouse.js'
import type { RebuildPorts } from '../core/rebuild/check-rebuild.js'
import type { SyncPorts } from '../core/sync/ports.js'

export interface Files {
  /** Throws `usage` when the file cannot be read. */
  read(path: string): string
  /** Replaces the file whole or not at all. Throws `usage` when it cannot be written. */
  write(path: string, text: string): void
}

/** How `pwsf sandbox` wants its servers; port 0 is any free one. The account itself is described by the global sandbox flags. */
export interface SandboxServerOptions {
  /** Where changes are kept for the next start; undefined: nowhere. */
  folder?: string | undefined
  requestsPerMinute: number
  /** Rows of a page of PropertyWare; undefined: the simulator's own. */
  pageSize?: number | undefined
  ports: { propertyware: number; servicefusion: number; control: number }
  /** Where to write which unit ids were corrupted. */
  truthFile?: string | undefined
}

export interface SandboxServer {
  /** The `PWSF_` variables that make pwsf use it. */
  variables: Readonly<Record<string, string>>
  controlUrl: string
}

export interface MigrationTools {
  schema(): Promise<SchemaState>
  /** Brings the schema up to date and returns the steps taken. */
  migrate(): Promise<string[]>
  /** Carries the warehouse to the database with this address. Throws `usage` for an address that cannot be a target. */
  carryTo(url: string, progress: (table: string, copied: number) => void): Promise<{ location: string; tables: CopiedTable[] }>
}

/** What commands work with: ports, configuration and the outside world. Everything is opened at first use and closed by the program. */
export interface App {
  readonly sandboxed: boolean
  readonly json: boolean
  /** SIGTERM (not SIGINT) asked to stop. */
  terminated(): boolean
  readonly clock: Clock
  readonly random: Random
  readonly events: Events
  readonly signal: AbortSignal
  readonly files: Files
  config(): Config
  /** Where the warehouse is, e.g. `sqlite:./pwsf.db`, without opening it. */
  warehouseLocation(): string
  /** The warehouse for looking only: where there is none yet it is an empty one, and nothing is made on disk. */
  lookIntoWarehouse(): Promise<Warehouse>
  /** The warehouse for writing, and who this process is. Asks no remote system. */
  openWarehouse(): Promise<Pick<SyncPorts, 'warehouse' | 'process'>>
  /** How both systems stood when they were last asked; nothing is asked now. */
  remoteStatus(): Promise<RemoteStatus>
  /** Both systems and the warehouse. With `dryRun` the warehouse is looked into only. */
  openPorts(options: { dryRun: boolean }): Promise<SyncPorts>
  /** The reading halves of both systems under the backfill's share of the request limit, and the warehouse. With `dryRun` the warehouse is looked into only. */
  openBackfillPorts(options: { dryRun: boolean }): Promise<BackfillPorts>
  /** What turns records that are kept as they came into records again, and a throw-away store for them. Asks no remote system. */
  openRevival(): Promise<Pick<RebuildPorts, 'openScratch' | 'reviveRecord' | 'reviveJob'>>
  /** The warehouse's schema, and the way to another database. */
  migration(): MigrationTools
  serveSandbox(options: SandboxServerOptions): Promise<SandboxServer>
  /** Prints on stdout at once, for commands that go on running. */
  announce(text: string): void
}
