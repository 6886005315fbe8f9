/** Draws of a seed: the same seed gives the same draws on every machine. */
export interface Chance {
  /** From 0 to below 1. */
  next: () => number
  pick: <T>(choices: readonly [T, ...T[]]) => T
  shuffled: <T>(items: Iterable<T>) => T[]
}

/** FNV-1a over the seed's text, stepped by a linear congruence. */
export const chanceOf = (seed: string): Chance => {
  let state = 2_166_136_261
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return ((state >>> 8) & 0xff_ffff) / 0x1_00_0000
  }
  for (let warmUp = 0; warmUp < 4; warmUp += 1) next()
  return {
    next,
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
    shuffled: (items) =>
      [...items]
        .map((item) => ({ item, rank: next() }))
        .sort((left, right) => left.rank - right.rank)
        .map(({ item }) => item),
  }
}
