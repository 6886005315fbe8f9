import { PwsfError } from './core/errors.js'

/** The outside of the program: streams, environment, folder and signals, as parameters. */
export interface Io {
  out: (text: string) => void
  err: (text: string) => void
  environment: Readonly<Record<string, string | undefined>>
  cwd: string
  /** Terminals have spinners and colours; pipes and files do not. */
  terminal: { out: boolean; err: boolean; columns: number | undefined }
  /**
   * SIGINT and SIGTERM abort the signal, so that the call in flight can end and be recorded; a second one leaves at once.
   * `forget` takes the listeners away.
   */
  listenForSignals: () => { signal: AbortSignal; forget: () => void }
  /** True once SIGTERM (and not SIGINT) asked to stop. */
  terminated: () => boolean
}

const ignoreClosedPipe = (stream: NodeJS.WriteStream): void => {
  // `pwsf runs | head -1`: the reader is gone, and that is fine. A run that is under way still ends and is recorded.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

/** The real process. */
export const processIo = (): Io => {
  let terminated = false
  ignoreClosedPipe(process.stdout)
  ignoreClosedPipe(process.stderr)
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    environment: process.env,
    cwd: process.cwd(),
    terminal: { out: process.stdout.isTTY ?? false, err: process.stderr.isTTY ?? false, columns: process.stdout.columns },
    terminated: () => terminated,
    listenForSignals: () => {
      const controller = new AbortController()
      const stop = (name: NodeJS.Signals): void => {
        if (controller.signal.aborted) process.exit(name === 'SIGTERM' ? 143 : 130)
        terminated = name === 'SIGTERM'
        controller.abort(new PwsfError('interrupted', `stopped by ${name}`))
      }
      process.on('SIGINT', stop)
      process.on('SIGTERM', stop)
      return { signal: controller.signal, forget: () => void process.off('SIGINT', stop).off('SIGTERM', stop) }
    },
  }
}
