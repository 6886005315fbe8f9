import { about, type Decide } from './rule.js'

/** An earlier attempt to create its job may have worked: nothing is sent before that is settled. */
export const holdUnsettledIntent: Decide = (facts) => {
  const { intent } = facts
  if (intent === undefined) return undefined
  return {
    action: 'hold',
    reason: 'intent-unsettled',
    ...about(
      facts,
      `an earlier attempt to create its job is not settled (${intent.state}, sent ${intent.attempt} time${intent.attempt === 1 ? '' : 's'}): it is looked for first`,
    ),
  }
}
