import { systemClock } from '../adapters/system-clock.js'
import type { Config } from '../config/config.js'
import type { Warehouse } from '../core/ports/warehouse.js'

/** The warehouse in Postgres. For looking only, one without a schema yet is an empty one. */
export const openProductionStore = async ({ url, ...where }: NonNullable<Config['postgres']>, readOnly: boolean): Promise<Warehouse> => {
  const { lookIntoPostgresWarehouse, openPostgresWarehouse } = await import('../adapters/warehouse/index.js')
  const options = { ...where, url: url.reveal(), clock: systemClock }
  if (!readOnly) return openPostgresWarehouse(options)
  return (await lookIntoPostgresWarehouse(options)) ?? (await import('../adapters/memory/index.js')).openMemoryWarehouse({ clock: systemClock })
}

/** Where the warehouse is, without its password. */
export const locationOf = ({ databasePath, postgres }: Config): string => {
  if (postgres === undefined) return `sqlite:${databasePath}`
  const { username, host, pathname } = new URL(postgres.url.reveal())
  return `postgres://${username === '' ? '' : `${username}@`}${host}${pathname}?schema=${postgres.schema}`
}
