import { sha256 } from './records.mjs'

const columns =
  'work_order_id number status category type priority source portfolio_id building_id unit_id lease_id requester_id vendor_id approved created_at start_date ' +
  'scheduled_end_date completed_at cost_estimate_cents total_cost_cents record version valid_from valid_to recorded_from recorded_to is_current is_deleted row_hash run_id origin'

/** The members of a work order and of its custom fields, in the order of the canonical text. */
const members =
  'approved authorizedToEnter buildingId category closingComments completedAt costEstimateCents createdAt customFields dateToEnter description id leaseId ' +
  'location managedBy name number portfolioId priority requestedBy requesterId requesterPhone scheduledEndDate serviceRequestBuilding ' +
  'serviceRequestContactName serviceRequestContactPhone serviceRequestUnit source specificLocation startDate status totalCostCents type unitIds value vendorIds'

/**
 * The peer of the warehouse: the same history table of the same schema, filled by the SQL that a person would write for it. Three prepared statements;
 * look up the current row, leave it, or end it and insert the next. No evidence for late or out-of-order observations, no ledger, no checks.
 */
export const openMerge = (database) => {
  const names = columns.split(' ')
  const order = members.split(' ')
  const current = database.prepare('select surrogate_key, version, row_hash from fact_work_orders where work_order_id = ? and is_current = 1')
  const end = database.prepare('update fact_work_orders set valid_to = ?, is_current = 0 where surrogate_key = ?')
  const insert = database.prepare(`insert into fact_work_orders (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`)

  const mergeOne = (it, at, runId) => {
    const text = JSON.stringify(it, order)
    const rowHash = sha256(text)
    const row = current.get(it.id)
    if (row?.row_hash === rowHash) return 0
    if (row !== undefined) end.run(at, row.surrogate_key)
    const readable = [
      it.id,
      it.number,
      it.status,
      it.category,
      it.type,
      it.priority,
      it.source,
      it.portfolioId,
      it.buildingId,
      it.unitIds[0],
      it.leaseId,
      it.requesterId,
    ]
    const more = [
      it.vendorIds[0] ?? null,
      Number(it.approved),
      it.createdAt,
      it.startDate,
      it.scheduledEndDate,
      it.completedAt,
      it.costEstimateCents,
      it.totalCostCents,
    ]
    insert.run(...readable, ...more, text, (row?.version ?? 0) + 1, at, null, at, null, 1, 0, rowHash, runId, 'sync')
    return 1
  }

  /** One page in one transaction; gives how many versions it opened. */
  return database.transaction((records, at, runId) => records.reduce((opened, record) => opened + mergeOne(record, at, runId), 0))
}
