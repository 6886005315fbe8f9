import { createHash } from 'node:crypto'

/**
 * Seeded randomness: the same seed and label always give the same series. Series of different labels are independent, so drawing more
 * from one never shifts another. Numbers are in [0, 1) with 32 bits.
 */
export const createRandom =
  (seed: string) =>
  (label: string): (() => number) => {
    const digest = createHash('sha256').update(`${seed}\u0000${label}`).digest()
    const state = [0, 4, 8, 12].map((at) => digest.readUInt32LE(at)) as [number, number, number, number]
    return () => nextWord(state) / 0x1_0000_0000
  }

/** One step of a 128-bit xorshift generator (Marsaglia 2003); changes the state in place. */
const nextWord = (state: [number, number, number, number]): number => {
  const [oldest, second, third, newest] = state
  const mixed = oldest ^ (oldest << 11)
  const word = (newest ^ (newest >>> 19) ^ mixed ^ (mixed >>> 8)) >>> 0
  state[0] = second
  state[1] = third
  state[2] = newest
  state[3] = word
  return word
}
