import type { FilterOf } from './resource.js'
import { commaList } from './list-query.js'

type Texts<R> = (record: R) => readonly (string | null)[]

/** Any of the texts contains the value. Whether case matters is not documented; here it does not. */
export const partial =
  <R>(texts: Texts<R>): FilterOf<R> =>
  (value) => {
    const wanted = value.toLowerCase()
    return (record) => texts(record).some((text) => text?.toLowerCase().includes(wanted) === true)
  }

/** Any of the texts is the value. */
export const full =
  <R>(texts: Texts<R>): FilterOf<R> =>
  (value) => {
    const wanted = value.toLowerCase()
    return (record) => texts(record).some((text) => text?.toLowerCase() === wanted)
  }

/** Any of the texts is one of the values, which are separated by commas. */
export const fullList =
  <R>(texts: Texts<R>): FilterOf<R> =>
  (value) => {
    const wanted = new Set(commaList(value.toLowerCase()))
    return (record) => texts(record).some((text) => text !== null && wanted.has(text.toLowerCase()))
  }

/** The two inclusive bounds of a day, `YYYY-MM-DD`. */
export const dayRange = <R>(name: string, day: (record: R) => string | null): Record<string, FilterOf<R>> =>
  bounds(name, day, (value) => (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined))

/** The two inclusive bounds of a moment; the bound is RFC 3339 with an offset. */
export const momentRange = <R>(name: string, moment: (record: R) => number | null): Record<string, FilterOf<R>> =>
  bounds(name, moment, (value) => {
    const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i.test(value) ? Date.parse(value) : Number.NaN
    return Number.isNaN(ms) ? undefined : ms
  })

const bounds = <R, V extends string | number>(
  name: string,
  read: (record: R) => V | null,
  parse: (value: string) => V | undefined,
): Record<string, FilterOf<R>> => {
  const bound =
    (isInside: (value: V, limit: V) => boolean): FilterOf<R> =>
    (text) => {
      const limit = parse(text)
      if (limit === undefined) return undefined
      return (record) => {
        const value = read(record)
        return value !== null && isInside(value, limit)
      }
    }
  return { [`${name}.gte`]: bound((value, limit) => value >= limit), [`${name}.lte`]: bound((value, limit) => value <= limit) }
}
