import type { Config } from '../config/config.js'
import type { Clock } from '../core/ports/clock.js'
import type { Events } from '../core/ports/events.js'
import type { Warehouse } from '../core/ports/warehouse.js'
import type { SyncPorts } from '../core/sync/ports.js'

export interface Files {
  /** Throws `usage` when the file cannot be read. */
  read(path: string): string
  /** Replaces the file whole or not at all. Throws `usage` when it cannot be written. */
  write(path: string, text: string): void
}

/** How `pwsf sandbox` wants its servers. Ports are 0 for "any free one". */
export interface SandboxServerOptions {
  folder: string
  requestsPerMinute: number
  pageSize: number | undefined
  ports: { propertyware: number; servicefusion: number; control: number }
}

export interface SandboxServer {
  /** The `PWSF_` variables that make pwsf use it. */
  variables: Readonly<Record<string, string>>
  controlUrl: string
  /** What the generated accounts really hold, e.g. which unit ids were corrupted. */
  truth(): unknown
  close(): Promise<void>
}

/** What commands work with: ports, configuration and the outside world. Everything is opened at first use and closed by the program. */
export interface App {
  readonly sandboxed: boolean
  readonly clock: Clock
  readonly events: Events
  readonly signal: AbortSignal
  readonly files: Files
  config(): Config
  /** Where the warehouse is, without opening it. */
  warehouseLocation(): string
  /** The warehouse for looking only: where there is none yet it is an empty one, and nothing is made on disk. */
  lookIntoWarehouse(): Promise<Warehouse>
  /** The warehouse for writing, brought up to date. */
  openWarehouse(): Promise<Warehouse>
  /** Both systems and the warehouse. `dryRun`: the warehouse is looked into only. */
  syncPorts(options: { dryRun: boolean }): Promise<SyncPorts>
  serveSandbox(options: SandboxServerOptions): Promise<SandboxServer>
  /** Prints on stdout at once, for commands that go on running. */
  announce(text: string): void
}
