import { startServer, pwsf } from './processes.mjs'

/** So high that it never delays anything. */
const noLimit = 1_000_000

/**
 * Both simulators in a process of their own, on loopback. Gives the variables that point pwsf to them and what the control endpoint can do.
 */
export const openSandbox = async ({ workOrders, requestsPerMinute = noLimit, latencyMs = 0, pageSize = 100 }) => {
  const flags = ['--work-orders', workOrders, '--requests-per-minute', requestsPerMinute, '--latency', latencyMs, '--page-size', pageSize, '--stop-after', '3h']
  const { ready, stop } = await startServer([pwsf, 'sandbox', '--json', '--seed', 'bench', ...flags.map(String)])
  const ask = async (path, body) => {
    const response = await fetch(new URL(path, ready.controlUrl), body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })
    const answer = await response.json()
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`)
    return answer
  }
  return {
    settings: ready.settings,
    counters: () => ask('/counters'),
    resetCounters: () => ask('/reset-counters', {}),
    edit: (command) => ask('/edit', { system: 'propertyware', command }),
    stop,
  }
}
