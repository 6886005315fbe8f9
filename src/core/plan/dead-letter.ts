import type { DeadLetter } from '../ports/ledger.js'

/** Failures in a row after which a record is a dead letter. */
export const deadAfter = 3

export const isDead = ({ attempts }: Pick<DeadLetter, 'attempts'>): boolean => attempts >= deadAfter
