import { type ErrorKind, PwsfError } from '../errors.js'
import { groupBy } from '../model/group-by.js'
import type { Customer, JobCategory, JobStatus } from '../model/servicefusion.js'
import { fold } from '../model/text.js'
import type { ServiceFusionReader } from '../ports/servicefusion.js'

export interface CustomerIndex {
  /** By folded name; several customers may share one. */
  byName: ReadonlyMap<string, readonly Customer[]>
  byId: ReadonlyMap<string, Customer>
}

/** The account's lists in ServiceFusion, read when first asked for and remembered. Throws what the reader throws, and `untrusted` when customers cannot be read whole. */
export interface AccountDirectory {
  customers(): Promise<CustomerIndex>
  jobStatuses(): Promise<readonly JobStatus[]>
  jobCategories(): Promise<readonly JobCategory[]>
}

type DirectoryReader = Pick<ServiceFusionReader, 'customers' | 'jobStatuses' | 'jobCategories'>

/** Opens the directory of the account behind `reader`. A read that failed is tried again when next asked for. */
export const openDirectory = (reader: DirectoryReader, signal?: AbortSignal): AccountDirectory => ({
  customers: remembered(() => readCustomers(reader, signal)),
  jobStatuses: remembered(() => reader.jobStatuses(signal)),
  jobCategories: remembered(() => reader.jobCategories(signal)),
})

/** Failures of the account's lists that leave the work orders that need them for the next run; everything else ends the run. */
const leavesForLater = new Set<ErrorKind>(['unavailable', 'rate-limit', 'untrusted', 'rejected', 'bad-data'])

export const isUnreadable = (error: unknown): error is PwsfError => error instanceof PwsfError && leavesForLater.has(error.kind)

/** A directory whose system is not asked again after it failed once; lists that came before are kept. `failure` is known to begin with, or tells what happened. */
export const giveUpOnFailure = (directory: AccountDirectory, known?: PwsfError): AccountDirectory & { failure(): PwsfError | undefined } => {
  let failure = known
  const once = <T>(read: () => Promise<T>): (() => Promise<T>) => {
    let list: { read: T } | undefined
    return async () => {
      if (list !== undefined) return list.read
      if (failure !== undefined) throw failure
      try {
        list = { read: await read() }
        return list.read
      } catch (error) {
        if (isUnreadable(error)) failure = error
        throw error
      }
    }
  }
  return {
    customers: once(() => directory.customers()),
    jobStatuses: once(() => directory.jobStatuses()),
    jobCategories: once(() => directory.jobCategories()),
    failure: () => failure,
  }
}

const remembered = <T>(read: () => Promise<T>): (() => Promise<T>) => {
  let running: Promise<T> | undefined
  return async () => {
    const mine = (running ??= read())
    try {
      return await mine
    } catch (error) {
      if (running === mine) running = undefined
      throw error
    }
  }
}

/** All customers, or none: with a part of them, a name would look free or unique when it is not. */
const readCustomers = async (reader: DirectoryReader, signal: AbortSignal | undefined): Promise<CustomerIndex> => {
  let walk = await walkCustomers(reader, signal)
  if (walk.rows !== walk.total) walk = await walkCustomers(reader, signal)
  if (walk.rows !== walk.total)
    throw new PwsfError('untrusted', `customers were not read whole: ${walk.rows} of ${walk.total} came twice in a row`, {
      next: 'Run pwsf sync again; the list may have changed while it was read.',
    })
  return { byId: walk.customers, byName: groupBy(walk.customers.values(), ({ name }) => fold(name)) }
}

/** Distinct rows over all pages. A page past the end repeats the last page, so the walk stops at the page count. */
const walkCustomers = async (
  reader: DirectoryReader,
  signal: AbortSignal | undefined,
): Promise<{ customers: Map<string, Customer>; rows: number; total: number }> => {
  const customers = new Map<string, Customer>()
  const rejected = new Set<string>()
  for (let number = 1; ; number += 1) {
    const page = await reader.customers(number, signal)
    for (const customer of page.records) customers.set(customer.id, customer)
    for (const { key } of page.rejects) rejected.add(key)
    if (number >= page.pageCount) return { customers, rows: customers.size + rejected.size, total: page.totalCount }
  }
}
