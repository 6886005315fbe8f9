import { fold } from '../model/text.js'

const sets = new WeakMap<readonly string[], ReadonlySet<string>>()
const maps = new WeakMap<object, ReadonlyMap<string, unknown>>()

/** The folded values of a settings list. Remembered per list, because every work order asks. */
export const foldedSet = (list: readonly string[]): ReadonlySet<string> => {
  const known = sets.get(list)
  if (known !== undefined) return known
  const folded = new Set(list.map(fold))
  sets.set(list, folded)
  return folded
}

/** A settings table by folded name. Of two names that fold to the same, the first one counts. */
export const foldedMap = <T>(table: Readonly<Record<string, T>>): ReadonlyMap<string, T> => {
  const known = maps.get(table)
  if (known !== undefined) return known as ReadonlyMap<string, T>
  const folded = new Map<string, T>()
  for (const [name, value] of Object.entries(table)) if (!folded.has(fold(name))) folded.set(fold(name), value)
  maps.set(table, folded)
  return folded
}
