import { createRequire } from 'node:module'
import type { Database, Options } from 'better-sqlite3'
import { PwsfError } from '../../core/errors.js'

export type OpenDatabase = (file: string, options?: Options) => Database

/** Major 13 of the driver ends the process without a word on Node 20, so its version is looked at before its binary is touched. */
export const loadDriver = (): OpenDatabase => {
  const require = createRequire(import.meta.url)
  const { version } = require('better-sqlite3/package.json') as { version: string }
  if (Number.parseInt(version, 10) >= 13 && Number.parseInt(process.versions.node, 10) < 22) {
    throw new PwsfError('config', `better-sqlite3 ${version} does not run on Node ${process.versions.node}`, {
      next: 'Run npm ci with this Node, which installs better-sqlite3 12, or use Node 22 or newer.',
    })
  }
  const Driver = require('better-sqlite3') as new (file: string, options?: Options) => Database
  return (file, options) => new Driver(file, options)
}
