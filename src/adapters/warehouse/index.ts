import type { Clock } from '../../core/ports/clock.js'
import type { Warehouse } from '../../core/ports/warehouse.js'

/**
 * Opens a warehouse in a SQLite file (`:memory:` for one that is gone after `close`). A missing file is created, its folder must exist; the
 * schema is `migrate`'s business. With `readOnly` the file must exist, and nothing that writes works. The driver is loaded here, not before.
 * Throws `config` (no folder, no file to read, driver and Node do not fit, newer schema) or `storage` (not a database, no permission, ...).
 */
export const openSqliteWarehouse = async (options: { file: string; clock: Clock; readOnly?: boolean }): Promise<Warehouse> =>
  (await import('./sqlite.js')).openSqlite(options)
