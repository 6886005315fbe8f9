import { about, type Decide } from './rule.js'

/** The switch for creating jobs is off. */
export const skipCreateOff: Decide = (facts, { flags }) =>
  flags.createJobs ? undefined : { action: 'skip', rule: 'create-flag-off', ...about(facts, 'it asks for a job, but servicefusion.create is off') }
