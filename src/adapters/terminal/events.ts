import { progressBar, timeLeft } from './progress-bar.js'
import type { Events } from '../../core/ports/events.js'
import type { Instant } from '../../core/model/instant.js'

export type Level = Parameters<Events['log']>[0]

export interface TerminalOptions {
  write: (text: string) => void
  /** A spinner with counts is shown only here. */
  isTerminal: boolean
  format: 'text' | 'json'
  /** The lowest level that is written. */
  level: Level
  now: () => Instant
  /** Makes text from remote systems harmless. */
  clean: (text: string) => string
}

/** Events on stderr. `hush` takes the spinner away, so that other text can be written. */
export interface TerminalEvents extends Events {
  hush: () => void
}

const ranks: Readonly<Record<Level, number>> = { debug: 0, info: 1, warn: 2, error: 3 }

type Fields = Parameters<Events['log']>[2]

const textLine = (level: Level, message: string, fields: Fields, clean: (text: string) => string): string => {
  const shown = Object.entries(fields ?? {}).map(([key, value]) => `${key}=${value === null ? '-' : clean(String(value))}`)
  const prefix = level === 'info' ? '' : `${level}: `
  return `${[`${prefix}${clean(message)}`, ...shown].join(' ')}\n`
}

interface Spinner {
  text: string
  stop(): void
  start(): void
}

/** Reports what a long operation tells: log lines as text or JSON, progress as a spinner on a terminal and nowhere else. */
export const openTerminalEvents = ({ write, isTerminal, format, level, now, clean }: TerminalOptions): TerminalEvents => {
  let spinner: Spinner | undefined
  let wanted: string | undefined
  let hushed = false
  let runId: unknown

  const spin = (text: string): void => {
    const isFirst = wanted === undefined
    wanted = text
    if (spinner !== undefined) spinner.text = text
    if (isFirst) void startSpinner()
  }

  const startSpinner = async (): Promise<void> => {
    const { default: ora } = await import('ora')
    if (hushed) return
    spinner = ora({ text: wanted ?? '', stream: process.stderr, discardStdin: false })
    spinner.start()
  }

  return {
    progress: ({ stage, done, total, leftMs }) => {
      if (hushed || !isTerminal || format === 'json' || ranks[level] > ranks.warn) return
      const counts = `${done.toLocaleString('en-US')}${total === undefined ? '' : ` of ${total.toLocaleString('en-US')}`}`
      spin(
        total === undefined || leftMs === undefined
          ? `${clean(stage)} ${counts}`
          : `${progressBar(done, total)} ${counts}, ${timeLeft(leftMs)} · ${clean(stage)}`,
      )
    },
    log: (lineLevel, message, fields) => {
      // The first line that names its run makes all later ones belong to it.
      runId ??= fields?.['runId']
      if (ranks[lineLevel] < ranks[level]) return
      if (format === 'json') {
        write(`${JSON.stringify({ time: now(), level: lineLevel, ...(runId === undefined ? {} : { runId }), message, ...fields })}\n`)
        return
      }
      spinner?.stop()
      write(textLine(lineLevel, message, fields, clean))
      spinner?.start()
    },
    hush: () => {
      hushed = true
      spinner?.stop()
      spinner = undefined
    },
  }
}
