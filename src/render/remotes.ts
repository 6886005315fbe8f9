import type { BreakerState } from '../core/breaker/breaker.js'
import type { RemoteStatus } from '../core/status/remote-status.js'
import type { Paint } from './style.js'
import { neutralise } from './text.js'

const describeBreaker = (state: BreakerState, paint: Paint): string => {
  switch (state.state) {
    case 'closed':
      return state.failures === 0 ? 'no outage known' : paint('yellow', `has not answered ${state.failures} times in a row, since ${state.since}`)
    case 'open':
      return paint('red', `has not answered since ${state.since} (${neutralise(state.reason)}); it is tried again at ${state.retryAt}`)
    case 'half-open':
      return paint('yellow', `has not answered since ${state.since} (${neutralise(state.reason)}); it is being tried again now`)
  }
}

const describeBudget = ({ budget }: RemoteStatus['servicefusion']): string => {
  if (budget === null) return ''
  const { limit, used, foreign, pausedUntil } = budget
  const others = foreign === 0 ? '' : `, ${foreign} by others`
  return `; ${used} of ${limit} requests in the last minute${others}${pausedUntil === null ? '' : `, paused until ${pausedUntil}`}`
}

/** How both systems stood when they were last asked, a line each. */
export const renderRemotes = ({ propertyware, servicefusion }: RemoteStatus, paint: Paint): string[] => [
  `PropertyWare  ${describeBreaker(propertyware.breaker, paint)}`,
  `ServiceFusion ${describeBreaker(servicefusion.breaker, paint)}${describeBudget(servicefusion)}`,
]
