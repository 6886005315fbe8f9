/** What a long operation tells while it runs. Commands turn it into a spinner, progress lines or JSON log lines; core never prints. */
export interface Events {
  /** A stage began or went on, e.g. `stage: 'read work-orders'`, `done: 400`, `total` when known, `leftMs` when the time that it will take can be guessed. */
  progress(step: { stage: string; done: number; total?: number; leftMs?: number }): void
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string, fields?: Readonly<Record<string, string | number | boolean | null>>): void
}
