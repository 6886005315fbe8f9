import { about, type Decide } from './rule.js'

/** A record that failed validation is decided by nobody's guess: what the warehouse holds of it is older than what was rejected. */
export const quarantined: Decide = (facts) => {
  if (facts.quarantined)
    return { action: 'quarantine', ...about(facts, 'the record failed validation and is kept in quarantine until it is replayed or arrives whole') }
  if (facts.marker === undefined) return { action: 'quarantine', ...about(facts, 'its number is not made of digits, so no job could be marked with it') }
  return undefined
}
