import { type ErrorKind, errorKind, PwsfError } from '../errors.js'
import type { Chunk } from './chunks.js'
import type { Stopping } from './limits.js'
import type { BackfillPorts } from './ports.js'
import type { ChunkEnd } from './read-chunk.js'
import type { ChunkStore } from './store-chunk.js'

export type ChunkOutcome =
  | { is: 'done' }
  /** Rows may be missing; the next chunk can still be read. */
  | { is: 'incomplete'; why: string }
  /** The system does not answer, or not any more today. */
  | { is: 'down'; error: PwsfError }
  | { is: 'stopped' }

/** Failures of one read. Everything else (refused credentials, a full disk, a bug) ends the backfill. */
const endsOneRead: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['unavailable', 'rate-limit', 'untrusted', 'rejected', 'bad-data'])

/** The adapters have repeated each request by then; a second look a moment later is for troubles that last longer than that. */
const attempts = 2
const pauseMs = 1_000

const failed = (error: PwsfError): ChunkOutcome =>
  error.kind === 'unavailable' || error.kind === 'rate-limit' ? { is: 'down', error } : { is: 'incomplete', why: error.message }

/** Reads a chunk, twice when it must be, and stores it with its checkpoint when it came whole. What came otherwise is stored without. */
export const runChunk = async (
  { clock }: BackfillPorts,
  chunk: Chunk,
  store: ChunkStore,
  stopping: Stopping,
  read: (chunk: Chunk, deliver: ChunkStore['add']) => Promise<ChunkEnd>,
): Promise<ChunkOutcome> => {
  const once = async (): Promise<ChunkOutcome> => {
    try {
      const { complete, reasons } = await read(chunk, (page) => store.add(page))
      return complete ? { is: 'done' } : { is: 'incomplete', why: reasons.join('; ') }
    } catch (error) {
      if (errorKind(error) === 'interrupted' && stopping.reason() !== null) return { is: 'stopped' }
      if (!(error instanceof PwsfError) || !endsOneRead.has(error.kind)) throw error
      return failed(error)
    }
  }

  let outcome: ChunkOutcome = await once()
  for (let attempt = 2; attempt <= attempts && (outcome.is === 'incomplete' || outcome.is === 'down'); attempt += 1) {
    await clock.sleep(pauseMs)
    outcome = await once()
  }
  await store.keep(outcome.is === 'done' ? 'finished' : 'unfinished')
  return outcome
}
