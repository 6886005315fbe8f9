/** A map whose changes can be kept or dropped together. Outside of a transaction only what was kept is seen. */
export interface Table<V> {
  /** What is kept. */
  committed: View<V>
  /** What is kept, with the changes of the open transaction. */
  working: View<V> & { set(key: string, value: V): void; delete(key: string): void }
  keep(): void
  drop(): void
}

export interface View<V> {
  get(key: string): V | undefined
  /** In the order of the keys. */
  values(): V[]
}

export const createTable = <V>(): Table<V> => {
  const kept = new Map<string, V>()
  const changes = new Map<string, V | undefined>()
  let sorted: V[] | undefined

  const sortedValues = (entries: Iterable<[string, V]>): V[] => [...entries].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, value]) => value)
  const committed: View<V> = {
    get: (key) => kept.get(key),
    values: () => (sorted ??= sortedValues(kept)),
  }
  const merged = function* (): Generator<[string, V]> {
    for (const [key, value] of kept) if (!changes.has(key)) yield [key, value]
    for (const [key, value] of changes) if (value !== undefined) yield [key, value]
  }
  return {
    committed,
    working: {
      get: (key) => (changes.has(key) ? changes.get(key) : kept.get(key)),
      values: () => (changes.size === 0 ? committed.values() : sortedValues(merged())),
      set: (key, value) => changes.set(key, value),
      delete: (key) => changes.set(key, undefined),
    },
    keep: () => {
      if (changes.size > 0) sorted = undefined
      for (const [key, value] of changes) {
        if (value === undefined) kept.delete(key)
        else kept.set(key, value)
      }
      changes.clear()
    },
    drop: () => changes.clear(),
  }
}
