import type { SandboxClock } from './kernel.js'

/** The machine's clock, shifted by a fixed offset (ms) and by everything that was advanced since. */
export const createClock = (offsetMs: number): SandboxClock => {
  let shift = offsetMs
  return {
    now: () => new Date(Date.now() + shift),
    advance: (ms) => {
      shift += ms
    },
  }
}
