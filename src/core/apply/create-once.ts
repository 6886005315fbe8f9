import { errorKind, PwsfError } from '../errors.js'
import type { Intent, OperationRecord } from '../ports/ledger.js'
import type { Ready } from '../ports/ready.js'
import type { WarehouseWriter } from '../ports/warehouse.js'
import type { ApplyContext } from './context.js'
import { confirm, intend, markSent, markUnknown, mayExist, noteEmptyProbe, reject, type Wish } from './intent.js'

/** A record as the remote system shows it. */
export interface Remote {
  id: string
  number: string | null
}

/** How to find and create one kind of remote record. */
export interface Creation<R extends Remote> {
  wish: Wish
  /** What the record is called in messages, e.g. `job PW-0001042-X`. */
  label: string
  /** All records that carry the marker, compared whole; throws when the answer cannot be trusted. */
  find(): Promise<R[]>
  /** `ready` is called right before the request leaves. */
  create(ready: Ready): Promise<R>
  /** Whether the answer to `create` is the wished record. A different one proves nothing. */
  isWished(remote: R): boolean
  /** Written in the same transaction as the confirmation. `isNew`: the record is as the answer to its creation shows it; else it was found later. */
  onConfirmed(writer: WarehouseWriter, intent: Intent, remote: R, isNew: boolean): Promise<void>
  operation: OperationRecord['operation']
}

export type CreationResult<R> =
  /** `found`: it existed before; nothing was sent. */
  | { outcome: 'created' | 'found'; remote: R }
  /** More than one record carries the marker: never linked by guess. */
  | { outcome: 'ambiguous'; ids: string[] }
  /** The remote system said no: nothing was created. */
  | { outcome: 'rejected'; error: PwsfError }
  /** It may or may not exist; the next run goes on looking. */
  | { outcome: 'unknown'; reason: string }

/** Refusals before processing: the same request may be sent again after a pause (a new token, a new window). */
const repeatable = new Set(['auth', 'rate-limit'])
const sendAttempts = 3
const probeDelaysMs = [1_000, 2_000, 4_000]

const notCreated = new Set(['rejected', 'auth', 'rate-limit', 'unavailable', 'interrupted'])

/**
 * Creates one remote record exactly once, although the remote system has no idempotency key and cannot take anything back.
 *
 * 1. The marker is looked for first; a look-up that fails or cannot be trusted throws, and nothing is created.
 * 2. The wish is committed as `sent` before the request leaves, so a killed process leaves a trace.
 * 3. The request is sent once. Only refusals before processing are repeated.
 * 4. An unknown outcome is looked for again with growing delays; what is not found stays unknown for the next run.
 *
 * One code path for every way of applying a plan. An intent of an earlier run that may still exist is never sent again from here.
 */
export const createOnce = async <R extends Remote>(context: ApplyContext, creation: Creation<R>): Promise<CreationResult<R>> => {
  const { warehouse, clock, runId, signal } = context
  const { wish } = creation

  const save = (intent: Intent): Promise<void> => warehouse.transaction((writer) => writer.saveIntent(intent))

  const settle = async (intent: Intent, outcome: OperationRecord['outcome'], also?: (writer: WarehouseWriter) => Promise<void>): Promise<void> => {
    await warehouse.transaction(async (writer) => {
      await writer.saveIntent(intent)
      await writer.recordOperation({
        at: clock.now(),
        runId,
        system: 'servicefusion',
        operation: creation.operation,
        reference: wish.reference,
        outcome,
        remoteId: intent.remoteId,
        detail: intent.reason,
      })
      await also?.(writer)
    })
  }

  const settleAs = async (intent: Intent, remote: R, isNew: boolean): Promise<void> => {
    const confirmed = confirm(intent, remote, clock.now())
    await settle(confirmed, 'confirmed', (writer) => creation.onConfirmed(writer, confirmed, remote, isNew))
  }

  const earlier = await warehouse.reader.intent(wish.kind, wish.reference)
  if (earlier !== undefined && mayExist(earlier))
    return { outcome: 'unknown', reason: `an earlier attempt is not settled yet: ${earlier.reason ?? 'no answer'}` }

  let intent = intend(wish, earlier, clock.now(), runId)
  await save(intent)
  const found = await creation.find().catch(async (error: unknown) => {
    await save(reject(intent, 'the look-up before creating failed: nothing was sent', clock.now()))
    throw error
  })
  if (found.length > 1) {
    await save(reject(intent, `${found.length} records carry the marker`, clock.now()))
    return { outcome: 'ambiguous', ids: found.map(({ id }) => id) }
  }
  const [existing] = found
  if (existing !== undefined) {
    await settleAs(intent, existing, false)
    return { outcome: 'found', remote: existing }
  }

  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted()
    intent = markSent(intent, clock.now())
    await save(intent)
    try {
      const remote = await creation.create(context.assertHeld)
      if (creation.isWished(remote)) {
        await settleAs(intent, remote, true)
        return { outcome: 'created', remote }
      }
      intent = markUnknown(intent, 'the answer describes a different record', clock.now())
      break
    } catch (error) {
      const kind = errorKind(error)
      if (kind === 'locked') throw error
      if (error instanceof PwsfError && notCreated.has(kind)) {
        intent = reject(intent, error.message, clock.now())
        if (repeatable.has(kind) && attempt < sendAttempts) continue
        await settle(intent, 'rejected')
        if (kind === 'interrupted') throw error
        return { outcome: 'rejected', error }
      }
      intent = markUnknown(intent, error instanceof PwsfError ? error.message : 'the request ended in an unexpected error', clock.now())
      if (!(error instanceof PwsfError)) {
        await settle(intent, 'unknown')
        throw error
      }
      break
    }
  }

  await settle(intent, 'unknown')
  for (const delay of probeDelaysMs) {
    if (!(await waited(clock.sleep(delay, signal)))) break
    const seen = await lookAgain(creation)
    if (seen === undefined) continue
    if (seen.length > 1) return { outcome: 'ambiguous', ids: seen.map(({ id }) => id) }
    const [remote] = seen
    if (remote !== undefined) {
      await settleAs(intent, remote, false)
      return { outcome: 'created', remote }
    }
    intent = noteEmptyProbe(intent, clock.now(), context.quarantineMs)
    await save(intent)
  }
  return { outcome: 'unknown', reason: intent.reason ?? 'no answer' }
}

/** False when the wait was cut short: the run was asked to stop. */
const waited = async (wait: Promise<void>): Promise<boolean> =>
  wait.then(
    () => true,
    () => false,
  )

/** A look-up whose failure proves nothing: undefined then. */
const lookAgain = async <R extends Remote>(creation: Creation<R>): Promise<R[] | undefined> => {
  try {
    return await creation.find()
  } catch (error) {
    if (error instanceof PwsfError && error.kind !== 'auth') return undefined
    throw error
  }
}
