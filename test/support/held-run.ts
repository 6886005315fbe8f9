import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type RunningSandbox, startSandbox } from '../../src/sandbox/sandbox.js'
import { type Ended, openFolder, type Running, runCli, startCli } from './cli.js'
import { type HeldProxy, openHeldProxy } from './held-proxy.js'

/** A sandbox behind a proxy that holds answers, and real processes of pwsf on one warehouse file. */
export interface HeldRuns {
  sandbox: RunningSandbox
  proxy: HeldProxy
  file: string
  /** Starts a sync whose first POSTs are not answered; resolves once one is under way. */
  startHeld(): Promise<Running>
  start(...flags: string[]): Running
  sync(...flags: string[]): Promise<Ended>
  /** Rows of the warehouse, read beside the program. */
  rows(sql: string): Record<string, unknown>[]
  /** Number of jobs that carry a marker, and whether two carry the same. */
  jobs(): Promise<{ marked: number; distinct: number }>
  close(): Promise<void>
}

export const openHeldRuns = async (): Promise<HeldRuns> => {
  const folder = openFolder()
  const sandbox = await startSandbox({ seed: 'held', workOrders: 60, portfolios: 3, requestsPerMinute: 100_000 })
  const proxy = await openHeldProxy(sandbox.serviceFusionUrl)
  const file = join(folder.path, 'warehouse.db')
  const environment = { ...sandbox.settings, PWSF_SF_URL: proxy.url, PWSF_DATABASE_URL: `sqlite:${file}`, PWSF_MAX_ERROR_RATE: '1' }
  const running: Running[] = []
  const start = (...flags: string[]): Running => {
    const run = startCli(folder.path, ['sync', '--json', ...flags], environment)
    running.push(run)
    return run
  }
  return {
    sandbox,
    proxy,
    file,
    start,
    startHeld: async () => {
      const run = start()
      await Promise.race([proxy.held(), run.ended.then(({ stderr }) => Promise.reject(new Error(`ended before a POST\n${stderr}`)))])
      return run
    },
    sync: async (...flags) => runCli(folder.path, ['sync', '--json', ...flags], environment),
    rows: (sql) => {
      const database = new Database(file, { readonly: true })
      try {
        return database.prepare(sql).all() as Record<string, unknown>[]
      } finally {
        database.close()
      }
    },
    jobs: async () => {
      const jobs = (await (await fetch(`${sandbox.controlUrl}/jobs`)).json()) as { po_number: string | null }[]
      const markers = jobs.map(({ po_number: marker }) => marker ?? '').filter((marker) => /^PW-\d{7,}-X$/.test(marker))
      return { marked: markers.length, distinct: new Set(markers).size }
    },
    close: async () => {
      for (const { child } of running) child.kill('SIGKILL')
      await Promise.all(running.map(({ ended }) => ended))
      await proxy.close()
      await sandbox.stop()
      folder.remove()
    },
  }
}
