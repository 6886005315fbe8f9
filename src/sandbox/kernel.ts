import type { IncomingMessage, ServerResponse } from 'node:http'

/** The sandbox's own time: the machine's, shifted by what was advanced through the control endpoint. */
export interface SandboxClock {
  now(): Date
  advance(ms: number): void
}

/** Faults by name (see faults.ts). A fault fires by a seeded roll, so the same seed and the same requests give the same faults. */
export interface Faults {
  /** True when the fault is switched on at all (for faults that are a mode, such as `per-page-10`). */
  isOn(name: string): boolean
  /** True when the fault is on and strikes this time (for faults that are an event). Each call counts as one chance. */
  strikes(name: string): boolean
}

/** What a fault does, for `--faults` and the control endpoint. A mode holds as long as it is on; an event strikes now and then. */
export interface FaultDescription {
  name: string
  kind: 'mode' | 'event'
  /** One line. */
  description: string
}

/** One change of the simulated account. The account is regenerated from its seed and these are replayed, in order, at the next start. */
export interface JournalEntry {
  system: 'propertyware' | 'servicefusion' | 'clock'
  type: string
  at: string
  data: unknown
}

/** What both simulators share. */
export interface Kernel {
  readonly seed: string
  readonly clock: SandboxClock
  readonly faults: Faults
  /** Appends to the journal, synchronously: what was answered survives a kill of the process. */
  record(entry: JournalEntry): void
  /** Counts a request: `operation` is a SOAP operation or `METHOD /path-without-ids`. `mutating` when it can change something. */
  count(system: 'propertyware' | 'servicefusion', operation: string, mutating: boolean): void
  /** A seeded random source of its own per label: numbers in [0, 1). */
  random(label: string): () => number
  /** Waits the configured latency. */
  latency(): Promise<void>
}

/** One simulated system. */
export interface Simulator {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Applies a journal entry of an earlier process. */
  replay(entry: JournalEntry): void
  /** "As a person would in the web page": add, edit or remove records through the control endpoint. Throws Error with a clear message on a bad command. */
  edit(command: Record<string, unknown>): unknown
}
