/** A map whose changes can be kept or dropped together. Outside of a transaction only what was kept is seen. */
export interface Table<V> {
  /** What is kept. */
  committed: View<V>
  /** What is kept, with the changes of the open transaction. */
  working: View<V> & { set(key: string, value: V): void; delete(key: string): void }
  keep(): void
  drop(): void
}

/** The name of a value in an index; undefined leaves it out. Must be one and the same function every time: indexes are remembered by it. */
export type Grouping<V> = (value: V) => string | undefined

export interface View<V> {
  get(key: string): V | undefined
  /** In the order of the keys. */
  values(): readonly V[]
  /** The values by what `grouping` says of them, each group in the order of the keys. */
  groups(grouping: Grouping<V>): ReadonlyMap<string, readonly V[]>
}

export const createTable = <V>(): Table<V> => {
  const kept = new Map<string, V>()
  const changes = new Map<string, V | undefined>()
  let committed = viewOf(() => kept)
  const merged = function* (): Generator<[string, V]> {
    for (const [key, value] of kept) if (!changes.has(key)) yield [key, value]
    for (const [key, value] of changes) if (value !== undefined) yield [key, value]
  }
  const working = (): View<V> => (changes.size === 0 ? committed : viewOf(() => new Map(merged())))
  return {
    committed: {
      get: (key) => kept.get(key),
      values: () => committed.values(),
      groups: (grouping) => committed.groups(grouping),
    },
    working: {
      get: (key) => (changes.has(key) ? changes.get(key) : kept.get(key)),
      values: () => working().values(),
      groups: (grouping) => working().groups(grouping),
      set: (key, value) => changes.set(key, value),
      delete: (key) => changes.set(key, undefined),
    },
    keep: () => {
      if (changes.size === 0) return
      for (const [key, value] of changes) {
        if (value === undefined) kept.delete(key)
        else kept.set(key, value)
      }
      changes.clear()
      committed = viewOf(() => kept)
    },
    drop: () => changes.clear(),
  }
}

/** A view that sorts and groups once, when first asked; it is replaced when its entries change. */
const viewOf = <V>(entries: () => ReadonlyMap<string, V>): View<V> => {
  let sorted: V[] | undefined
  const indexes = new Map<Grouping<V>, Map<string, V[]>>()
  const values = (): V[] => {
    sorted ??= [...entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, value]) => value)
    return sorted
  }
  return {
    get: (key) => entries().get(key),
    values,
    groups: (grouping) => {
      const known = indexes.get(grouping)
      if (known !== undefined) return known
      const index = groupValues(values(), grouping)
      indexes.set(grouping, index)
      return index
    },
  }
}

const groupValues = <V>(values: readonly V[], grouping: Grouping<V>): Map<string, V[]> => {
  const groups = new Map<string, V[]>()
  for (const value of values) {
    const name = grouping(value)
    if (name === undefined) continue
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [value])
    else group.push(value)
  }
  return groups
}
