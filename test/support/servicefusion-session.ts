import { openServiceFusion, type ServiceFusionOptions } from '../../src/adapters/servicefusion/index.js'
import { type Handler, startServer } from './servicefusion-loopback.js'
import { leapingClock } from './virtual-clock.js'

export const credentials = { clientId: 'example-client', clientSecret: 'example-secret-value' }

/** The adapter on a loopback server of its own, on a clock that leaps; closed by `using`'s caller through `close`. */
export const openSession = async (onResource: Handler, options: Partial<ServiceFusionOptions> & { onToken?: Handler } = {}) => {
  const { onToken, ...rest } = options
  const server = await startServer(onResource, onToken)
  const time = leapingClock('2030-02-01T12:00:00.000Z')
  const logged: string[] = []
  const api = openServiceFusion({
    url: server.url,
    ...credentials,
    timezone: 'America/Chicago',
    timeoutMs: 5_000,
    clock: time.clock,
    random: () => 0.5,
    log: (level, message, fields) => logged.push(JSON.stringify({ level, message, fields })),
    ...rest,
  })
  return {
    api,
    reader: api.reader,
    writer: api.writer,
    requests: () => api.requests(),
    budget: () => api.budget,
    server,
    time,
    logged,
    async close() {
      await api.close()
      await server.close()
    },
  }
}

export type Session = Awaited<ReturnType<typeof openSession>>
