import type { PwsfError } from '../errors.js'
import type { Problem } from '../plan/plan.js'
import type { Chunk } from './chunks.js'

const again = 'Run pwsf backfill --resume: it reads again what is not done.'

export const incompleteChunk = ({ entity, days: [from, to] }: Chunk, why: string): Problem => ({
  code: 'chunk-incomplete',
  message: `${entity} from ${from} to ${to} were not read whole: ${why}`,
  next: again,
  ref: entity,
})

export const systemDown = (system: 'propertyware' | 'servicefusion', { entity, days: [from] }: Chunk, error: PwsfError): Problem => ({
  code: `read-${error.kind}`,
  message: `${system === 'propertyware' ? 'PropertyWare' : 'ServiceFusion'} stopped answering at ${entity} of ${from}: ${error.message}`,
  next: error.next ?? again,
  ref: entity,
})

export const nothingFinished: Problem = {
  code: 'no-progress',
  message: 'the limit of requests was reached before a single chunk was done',
  next: 'Allow more requests (--max-requests), or smaller chunks (--chunk).',
}
