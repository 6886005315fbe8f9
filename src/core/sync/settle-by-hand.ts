import { settleByHand as settle, type HandVerdict } from '../apply/settle-by-hand.js'
import { defaultQuarantineMs } from '../apply/intent.js'
import { PwsfError } from '../errors.js'
import type { SyncSettings } from '../plan/settings.js'
import type { Intent, IntentState } from '../ports/ledger.js'
import type { WarehouseReader } from '../ports/warehouse.js'
import type { SyncPorts } from './ports.js'
import { newRunId } from './run-id.js'
import { runRecord } from './run-records.js'

export const openStates: readonly IntentState[] = ['intended', 'sent', 'unknown']
export const allStates: readonly IntentState[] = [...openStates, 'confirmed', 'rejected']

/**
 * The intent that a person means by a work order's id or number, a marker, or a customer's place. Open ones come first. Throws `usage` when
 * there is none, or when several are meant.
 */
export const findIntent = async (reader: WarehouseReader, reference: string, kind?: Intent['kind']): Promise<Intent> => {
  const means = (intent: Intent): boolean =>
    (kind === undefined || intent.kind === kind) && [intent.reference, intent.marker, intent.context['number']].includes(reference)
  const open = (await reader.intents(openStates)).filter(means)
  const found = open.length > 0 ? open : (await reader.intents(['confirmed', 'rejected'])).filter(means)
  const [only, ...others] = found
  if (only === undefined)
    throw new PwsfError('usage', `there is no intent for ${reference}`, {
      next: 'pwsf intents list shows those that are open; add --all for the settled ones.',
    })
  if (others.length > 0)
    throw new PwsfError('usage', `several intents are meant by ${reference}: ${found.map((one) => one.kind).join(', ')}`, {
      next: 'Say which kind with --kind.',
    })
  return only
}

/** Settles one intent as a person says, under the run lock, and keeps a record of it. Throws `locked` while a run is under way. */
export const settleIntentByHand = async (
  ports: SyncPorts,
  request: { reference: string; kind?: Intent['kind']; verdict: HandVerdict; settings: SyncSettings; signal: AbortSignal },
): Promise<{ runId: string; intent: Intent }> => {
  const { warehouse, clock, random, process } = ports
  const startedAt = clock.now()
  const runId = newRunId(startedAt, random)
  await warehouse.migrate()
  const lock = await warehouse.lock({ ...process, runId, since: startedAt })
  try {
    const { reference, kind, verdict, settings, signal } = request
    const intent = await settle(
      { ...ports, settings, runId, quarantineMs: defaultQuarantineMs, signal },
      await findIntent(warehouse.reader, reference, kind),
      verdict,
    )
    const run = runRecord({ id: runId, command: 'intents settle', startedAt, ...process })
    // Without an exit code: settling must not pass for a successful sync when somebody asks when the last one was.
    await warehouse.transaction((writer) =>
      writer.saveRun({ ...run, state: 'finished', finishedAt: clock.now(), complete: true, summary: { intent: intent.marker } }),
    )
    return { runId, intent }
  } finally {
    await lock.release()
  }
}
