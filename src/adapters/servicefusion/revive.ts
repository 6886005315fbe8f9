import type { Job } from '../../core/model/servicefusion.js'
import type { Page } from '../../core/ports/page.js'
import { validatePage } from './list.js'
import { jobOf } from './map.js'
import { wireSchemas } from './wire.js'

/** Validates raw jobs, kept as they came, again with today's rules. Needs the zone of the account, and no connection to it. Throws `config` on a wrong zone. */
export const openRevival = (timezone: string): ((raw: string) => Page<Job>) => {
  const { job } = wireSchemas(timezone)
  return (raw) => {
    const { records, rejects } = validatePage({ schema: job, map: jobOf }, { rows: [JSON.parse(raw) as unknown], page: 1, pageCount: 1, totalCount: 1 })
    return { records, rejects }
  }
}
