import type { Change, State } from './state.js'

const name = '7. Vendor Return Visit'
const jobsChanged = 3

/** An office person adds a status and gives it to the first open marked jobs, once. No changes when that has happened or no such job exists yet. */
export const inventStatus = (state: State, now: number): Change[] => {
  if (state.statuses.all().some((status) => status.name === name)) return []
  const open = new Set(state.statuses.all().flatMap((status) => (status.category.startsWith('OPEN') ? [status.name] : [])))
  const jobs = state.jobs.all().filter((job) => open.has(job.status) && /^PW-\d{7,}-X$/.test(job.po_number ?? ''))
  if (jobs.length === 0) return []
  const status = { id: state.statuses.nextId(), code: 'C_7VRV', name, is_custom: true, category: 'OPEN_INACTIVE' }
  return [{ type: 'status', data: status }, ...jobs.slice(0, jobsChanged).map((job): Change => ({ type: 'job', data: { ...job, status: name, updated: now } }))]
}
