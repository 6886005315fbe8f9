import Database from 'better-sqlite3'
import { timed } from './figures.mjs'

// The floor of planning: every current work order read and parsed once by a bare prepared statement, nothing decided. Argument: the file.

const database = new Database(process.argv[2] ?? '', { readonly: true })
const select = database.prepare('select record from fact_work_orders where is_current = 1 and is_deleted = 0 and surrogate_key > 0 order by work_order_id')
const { result, wallMs, cpuMs } = await timed(async () => {
  let rows = 0
  for (const { record } of select.iterate()) if (JSON.parse(record).id !== undefined) rows += 1
  return rows
})
database.close()
process.stdout.write(JSON.stringify({ wallMs, cpuMs, rows: result }))
