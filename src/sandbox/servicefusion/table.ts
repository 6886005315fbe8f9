/** Records by id, kept in ascending order of id. */
export interface Table<R extends { id: number }> {
  get: (id: number) => R | undefined
  /** Ascending ids. The array is the table's own: read only, and not kept by the caller. */
  all: () => readonly R[]
  /** Adds the record, or puts it in the place of the one with its id. */
  put: (record: R) => void
  remove: (id: number) => void
  /** An id that no record has had. */
  nextId: () => number
}

export const createTable = <R extends { id: number }>(firstId: number): Table<R> => {
  const byId = new Map<number, R>()
  const ordered: R[] = []
  let highest = firstId

  const place = (id: number): number => {
    let low = 0
    let high = ordered.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((ordered[middle]?.id ?? Number.POSITIVE_INFINITY) < id) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    get: (id) => byId.get(id),
    all: () => ordered,
    put: (record) => {
      const replaces = byId.has(record.id)
      byId.set(record.id, record)
      if (replaces) ordered[place(record.id)] = record
      else if (record.id > highest) ordered.push(record)
      else ordered.splice(place(record.id), 0, record)
      highest = Math.max(highest, record.id)
    },
    remove: (id) => {
      if (byId.delete(id)) ordered.splice(place(id), 1)
    },
    // Ids are shared by all accounts of the service, so those of one account grow with gaps.
    nextId: () => highest + 1 + ((highest * 7) % 11),
  }
}
