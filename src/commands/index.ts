import type { Command } from './command.js'

/** What `pwsf --help` needs to know; the command's own code is loaded only when it is called. */
export interface CommandEntry {
  name: string
  description: string
  load(): Promise<Command>
}

export const commands: readonly CommandEntry[] = [
  { name: 'sync', description: 'bring PropertyWare, the warehouse and ServiceFusion in step', load: async () => (await import('./sync.js')).sync },
  { name: 'dry-run', description: 'show what sync would do; writes nothing anywhere', load: async () => (await import('./sync.js')).dryRun },
  {
    name: 'backfill',
    description: 'load history by date range, in chunks that can be resumed; creates nothing',
    load: async () => (await import('./backfill.js')).backfill,
  },
  {
    name: 'migrate',
    description: 'bring the schema of the warehouse up to date, or carry a SQLite warehouse to Postgres',
    load: async () => (await import('./migrate.js')).migrate,
  },
  { name: 'status', description: 'last runs, their age, and what needs attention', load: async () => (await import('./status.js')).status },
  {
    name: 'history',
    description: 'every version of a work order, or of another record',
    load: async () => (await import('./history.js')).history,
  },
  { name: 'runs', description: 'past runs, or one of them in full', load: async () => (await import('./runs.js')).runs },
  { name: 'retry', description: 'try again at once what failed or was left open', load: async () => (await import('./sync.js')).retry },
  {
    name: 'intents',
    description: 'writes whose outcome is or was in doubt: list, show, settle by hand',
    load: async () => (await import('./intents.js')).intents,
  },
  {
    name: 'why',
    description: 'one work order on one screen: versions, writes, decision, job, and what to do next',
    load: async () => (await import('./why.js')).why,
  },
  { name: 'quarantine', description: 'records that failed validation: list, show, replay', load: async () => (await import('./quarantine.js')).quarantine },
  {
    name: 'warehouse',
    description: 'look after the warehouse: rebuild --check, forget --tenant ID',
    load: async () => (await import('./warehouse.js')).warehouse,
  },
  {
    name: 'sandbox',
    description: 'run simulators of both systems and print the settings to use them',
    load: async () => (await import('./sandbox.js')).sandbox,
  },
]
