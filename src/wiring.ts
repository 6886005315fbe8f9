import { hostname } from 'node:os'
import type { PropertyWare } from './adapters/propertyware/index.js'
import type { ServiceFusion } from './adapters/servicefusion/index.js'
import { systemClock } from './adapters/system-clock.js'
import { type Level, openTerminalEvents } from './adapters/terminal/events.js'
import type { App } from './commands/app.js'
import type { View } from './commands/command.js'
import { globalFlags, keyOf } from './commands/flags.js'
import type { Call } from './commands/program.js'
import { resolveFlags } from './commands/values.js'
import { buildConfig, type Config, type Remotes, realDefaults, requireRemotes } from './config/config.js'
import { loadSettings } from './config/load.js'
import { readDotEnv, variable } from './config/sources.js'
import { PwsfError } from './core/errors.js'
import type { BackfillPorts } from './core/backfill/ports.js'
import type { Events } from './core/ports/events.js'
import type { SharedState } from './core/ports/shared-state.js'
import type { Warehouse } from './core/ports/warehouse.js'
import type { SyncPorts } from './core/sync/ports.js'
import { openFiles } from './wiring/files.js'
import type { Io } from './io.js'
import { neutralise } from './render/text.js'
import { openGuards, readRemoteStatus } from './wiring/remotes.js'
import { openMigration } from './wiring/migration.js'
import { locationOf, openProductionStore } from './wiring/production-store.js'
import { fileExists, resetSandbox, type SandboxFlags, sandboxDefaults, startInFolder, startServers } from './wiring/sandbox-session.js'

/** One invocation, opened: what the command gets, and how its result is shown. */
export interface Session {
  app: App
  values: Readonly<Record<string, unknown>>
  view: View
  json: boolean
  quiet: boolean
  /** Takes the spinner away before other text is written. */
  hush: () => void
  close(): Promise<void>
}

const usage = (message: string, next: string): PwsfError => new PwsfError('usage', message, { next })

const sandboxOnly = ['sandboxReset', 'sandboxRealLimits', 'seed', 'workOrders', 'portfolios', 'latency', 'faults']

const checkSandboxFlags = (given: Readonly<Record<string, unknown>>, sandboxed: boolean, command: string): void => {
  if (sandboxed && given['db'] !== undefined) {
    throw usage('--db cannot be used with --sandbox, which has a warehouse of its own', 'Leave one of the two flags out.')
  }
  if (sandboxed || command === 'sandbox') return
  const stray = globalFlags.find((flag) => sandboxOnly.includes(keyOf(flag)) && given[keyOf(flag)] !== undefined)
  if (stray !== undefined) throw usage(`${stray.syntax.split(' ')[0]} is for the sandbox only`, 'Add --sandbox, or leave the flag out.')
}

/** A person sees the result and the spinner; lines about the way there are for machines, and for those who ask. */
const logLevel = (values: Readonly<Record<string, unknown>>): Level => {
  if (values['quiet'] === true) return 'error'
  if (values['verbose'] === true) return 'debug'
  return logFormat(values['logFormat']) === 'json' ? 'info' : 'warn'
}

const logFormat = (value: unknown): 'text' | 'json' => {
  if (value === undefined || value === 'text') return 'text'
  if (value === 'json') return 'json'
  throw usage('--log-format (or PWSF_LOG_FORMAT) is neither text nor json', 'Give text or json.')
}

const viewOf = (io: Io, values: Readonly<Record<string, unknown>>): View => ({
  width: io.terminal.columns ?? (Number(io.environment['COLUMNS']) || 100),
  color: io.terminal.out && values['color'] !== false && variable(io.environment, 'NO_COLOR') === undefined,
})

type Closing = () => unknown

/** Opens an invocation: flags and variables are understood, nothing else is touched yet. Throws `usage`. */
export const openSession = ({ command, given, positionals }: Exclude<Call, { print: string }>, io: Io, signal: AbortSignal): Session => {
  const dotEnv = readDotEnv(io.cwd)
  const flags = [...globalFlags, ...command.flags]
  const { values, settings } = resolveFlags(flags, given, io.environment, dotEnv)
  const sandboxed = values['sandbox'] === true
  checkSandboxFlags(given, sandboxed, command.name)

  const events = openTerminalEvents({
    write: io.err,
    isTerminal: io.terminal.err,
    format: logFormat(values['logFormat']),
    level: logLevel(values),
    now: () => systemClock.now(),
    clean: neutralise,
  })
  const sandboxFlags: SandboxFlags = values
  if (sandboxed && sandboxFlags.sandboxReset) resetSandbox()

  let loaded: Config | undefined
  const config = (): Config => {
    const file = typeof values['config'] === 'string' ? values['config'] : undefined
    loaded ??= buildConfig(
      loadSettings({ flags: settings, environment: io.environment, dotEnv, cwd: io.cwd, file, sandbox: sandboxed }),
      sandboxed ? sandboxDefaults : realDefaults,
    )
    return loaded
  }

  const closings: Closing[] = []
  const atEnd = <T>(opened: T, close: (opened: T) => unknown): T => {
    closings.unshift(() => close(opened))
    return opened
  }

  const openWarehouse = async (readOnly: boolean): Promise<Warehouse> => {
    const { databasePath: file, postgres } = config()
    const open = async (): Promise<Warehouse> => {
      if (postgres !== undefined) return openProductionStore(postgres, readOnly)
      if (readOnly && !fileExists(file)) return (await import('./adapters/memory/index.js')).openMemoryWarehouse({ clock: systemClock })
      return (await import('./adapters/warehouse/index.js')).openSqliteWarehouse({ file, clock: systemClock, readOnly })
    }
    return atEnd(await open(), (warehouse) => warehouse.close())
  }

  /**
   * What all processes of this warehouse share. A dry run looks at it and keeps what it finds out to itself. The sandbox's systems live and die
   * with the process, so what it finds out about them holds for nobody else.
   */
  const openShared = async (readOnly: boolean): Promise<SharedState> => {
    const { openMemorySharedState } = await import('./adapters/memory/shared-state.js')
    const { openSqliteSharedState } = await import('./adapters/warehouse/index.js')
    const file = config().databasePath
    if (sandboxed || file === ':memory:') return openMemorySharedState()
    const { postgres } = config()
    if (postgres !== undefined) {
      const { openPostgresSharedState } = await import('./adapters/warehouse/index.js')
      const shared = await openPostgresSharedState({ ...postgres, url: postgres.url.reveal() })
      return atEnd(readOnly ? openMemorySharedState(shared) : shared, (opened) => opened.close())
    }
    const shared = await openSqliteSharedState({ file: `${file}.shared`, readOnly })
    return atEnd(readOnly ? openMemorySharedState(shared) : shared, (opened) => opened.close())
  }

  const openRemotes = async (): Promise<{ remotes: Remotes; timezone: string; requestsPerMinute?: number }> => {
    if (!sandboxed) {
      const remotes = requireRemotes(config())
      if (!config().origins.has('timezone')) {
        events.log('warn', 'PWSF_TIMEZONE is not set: times in ServiceFusion are read as UTC')
      }
      return { remotes, timezone: config().timezone }
    }
    const running = await startInFolder(sandboxFlags)
    atEnd(running, (sandbox) => sandbox.stop())
    return running
  }

  /** A backfill is a guest beside the syncs: it takes its share of the request limit, and asks PropertyWare for one thing at a time. */
  const openAdapters = async ({
    asGuest,
    dryRun,
  }: {
    asGuest: boolean
    dryRun: boolean
  }): Promise<{ propertyware: PropertyWare; servicefusion: ServiceFusion }> => {
    const { sync, backfillShare } = config()
    const { remotes, timezone, requestsPerMinute } = await openRemotes()
    const state = await openShared(dryRun)
    const [{ openPropertyWare }, { openServiceFusion }] = await Promise.all([
      import('./adapters/propertyware/index.js'),
      import('./adapters/servicefusion/index.js'),
    ])
    const shared = { clock: systemClock, random: Math.random, log: (...line: Parameters<Events['log']>) => events.log(...line) }
    const { propertyware: pw, servicefusion: sf } = remotes
    const propertyware = openPropertyWare({
      ...shared,
      url: pw.url,
      username: pw.username,
      password: pw.password.reveal(),
      serviceStatusField: sync.serviceStatusField,
      ...(asGuest ? { concurrency: 1 } : {}),
    })
    atEnd(propertyware, (adapter) => adapter.close())
    const servicefusion = openServiceFusion({
      ...shared,
      url: sf.url,
      clientId: sf.clientId,
      clientSecret: sf.clientSecret.reveal(),
      timezone,
      shared: state,
      ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
      ...(asGuest ? { limitShare: backfillShare } : {}),
    })
    atEnd(servicefusion, (adapter) => adapter.close())
    const guards = openGuards({ propertyware, servicefusion }, { shared: state, clock: systemClock, log: shared.log, ignore: values['ignoreBreaker'] === true })
    return atEnd(guards, (opened) => opened.close())
  }

  const openPorts = async ({ dryRun }: { dryRun: boolean }): Promise<SyncPorts> => {
    const adapters = await openAdapters({ asGuest: false, dryRun })
    return {
      ...adapters,
      warehouse: await openWarehouse(dryRun),
      openScratch: async () => (await import('./adapters/memory/index.js')).openMemoryWarehouse({ clock: systemClock }),
      clock: systemClock,
      random: Math.random,
      events,
      process: { host: hostname(), pid: process.pid },
    }
  }

  const openBackfillPorts = async ({ dryRun }: { dryRun: boolean }): Promise<BackfillPorts> => {
    const { propertyware, servicefusion } = await openAdapters({ asGuest: true, dryRun })
    return {
      propertyware: { reader: propertyware.reader, requests: () => propertyware.requests() },
      servicefusion: { reader: servicefusion.reader, requests: () => servicefusion.requests(), perMinute: () => servicefusion.budget.allowed },
      warehouse: await openWarehouse(dryRun),
      clock: systemClock,
      random: Math.random,
      events,
      process: { host: hostname(), pid: process.pid },
    }
  }

  const app: App = {
    sandboxed,
    json: values['json'] === true,
    terminated: io.terminated,
    clock: systemClock,
    random: Math.random,
    events,
    signal,
    files: openFiles(io.cwd),
    config,
    warehouseLocation: () => locationOf(config()),
    lookIntoWarehouse: () => openWarehouse(true),
    openWarehouse: async () => ({ warehouse: await openWarehouse(false), process: { host: hostname(), pid: process.pid } }),
    migration: () => openMigration(config(), () => openWarehouse(false), atEnd, signal),
    remoteStatus: async () => readRemoteStatus(await openShared(true), config().remotes?.servicefusion, systemClock),
    openPorts,
    openBackfillPorts,
    openRevival: async () => {
      const [{ revive }, { openRevival }, { openMemoryWarehouse }] = await Promise.all([
        import('./adapters/propertyware/revive.js'),
        import('./adapters/servicefusion/revive.js'),
        import('./adapters/memory/index.js'),
      ])
      return { reviveRecord: revive, reviveJob: openRevival(config().timezone), openScratch: () => openMemoryWarehouse({ clock: systemClock }) }
    },
    serveSandbox: async (options) => {
      const running = await startServers(sandboxFlags, options)
      atEnd(running, (sandbox) => sandbox.stop())
      return { variables: running.settings, controlUrl: running.controlUrl }
    },
    announce: io.out,
  }

  return {
    app,
    values: { ...values, ...positionals },
    view: viewOf(io, values),
    json: app.json,
    quiet: values['quiet'] === true,
    hush: events.hush,
    close: async () => {
      events.hush()
      for (const close of closings) await close()
    },
  }
}
