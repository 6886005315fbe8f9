import { z } from 'zod'
import { ExitCode } from '../exit-codes.js'
import { renderDocument } from '../render/document.js'
import { renderExports } from '../render/exports.js'
import type { App, SandboxServer } from './app.js'
import type { Command } from './command.js'
import { parseOptions } from './options.js'

const port = z.int().min(0).max(65_535).default(0)
const Options = z.object({
  requestsPerMinute: z.int().min(1).default(60),
  truth: z.string().optional(),
  pageSize: z.int().min(1).optional(),
  portPw: port,
  portSf: port,
  portControl: port,
  folder: z.string().optional(),
  stopAfter: z.number().min(0).optional(),
})

/** Until a signal, or until the time is over: both are the normal end of a server. */
const untilStopped = async (app: App, stopAfter: number | undefined): Promise<void> => {
  if (stopAfter !== undefined) return app.clock.sleep(stopAfter, app.signal).catch(() => undefined)
  return new Promise((resolve) => {
    if (app.signal.aborted) resolve()
    else app.signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

const announcement = ({ variables, controlUrl }: SandboxServer, app: App): string => {
  if (!app.json) return renderExports(variables, controlUrl)
  const envelope = { command: 'sandbox', runId: null, exitCode: ExitCode.Ok, startedAt: app.clock.now(), durationMs: 0, problems: [] }
  return renderDocument(envelope, { settings: variables, controlUrl })
}

export const sandbox: Command = {
  name: 'sandbox',
  description: 'run simulators of both systems and print the settings to use them',
  flags: [
    { syntax: '--requests-per-minute <n>', description: 'request limit of ServiceFusion (default: 60, as the real one)', kind: 'count' },
    { syntax: '--truth <file>', description: 'write down which unit ids are corrupted, and what is right', kind: 'text' },
    { syntax: '--page-size <n>', description: 'rows of a page of PropertyWare', kind: 'count' },
    { syntax: '--port-pw <port>', description: 'port of PropertyWare (default: any free one)', kind: 'count' },
    { syntax: '--port-sf <port>', description: 'port of ServiceFusion', kind: 'count' },
    { syntax: '--port-control <port>', description: 'port of the control endpoint', kind: 'count' },
    { syntax: '--folder <folder>', description: 'keep changes here for the next start', kind: 'text' },
    { syntax: '--stop-after <duration>', description: 'stop by itself, e.g. after 10m', kind: 'duration' },
  ],
  examples: ['pwsf sandbox --work-orders 200', 'pwsf sandbox --faults sf-create-then-500 --seed demo', 'pwsf sandbox --stop-after 10m --truth truth.json'],
  run: async (app, values) => {
    const options = parseOptions(Options, values)
    const server = await app.serveSandbox({
      folder: options.folder,
      requestsPerMinute: options.requestsPerMinute,
      pageSize: options.pageSize,
      ports: { propertyware: options.portPw, servicefusion: options.portSf, control: options.portControl },
      truthFile: options.truth,
    })
    app.announce(`${announcement(server, app)}\n`)
    app.events.log('info', 'the sandbox runs until it is stopped (Ctrl+C)', { control: server.controlUrl })
    await untilStopped(app, options.stopAfter)
    return { exitCode: ExitCode.Ok, data: {}, text: () => '', printed: true }
  },
}
