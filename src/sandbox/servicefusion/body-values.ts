/** Reading members of a body that has passed its shape. */
export type Body = Readonly<Record<string, unknown>>

/** Surrounding blanks are cut from every text; null and absent give undefined. */
export const textOf = (body: Body, member: string): string | undefined => {
  const value = body[member]
  return typeof value === 'string' ? value.trim() : undefined
}

export const textOrNull = (body: Body, member: string): string | null => textOf(body, member) ?? null

export const flagOf = (body: Body, member: string): boolean | undefined => (typeof body[member] === 'boolean' ? body[member] : undefined)

/** Numbers may come as text. */
export const numberOf = (body: Body, member: string): number | undefined => {
  const value = body[member]
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)) ? Number(value) : undefined
}

export const rowsOf = (body: Body, member: string): Body[] => (Array.isArray(body[member]) ? (body[member] as Body[]) : [])

/** A time of day on the nearest quarter hour, the grid of the dispatch board (assumed). */
export const onQuarterHour = (time: string | undefined): string | null => {
  if (time === undefined) return null
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const rounded = Math.min(Math.round((hours * 60 + minutes) / 15) * 15, 23 * 60 + 45)
  return `${String(Math.floor(rounded / 60)).padStart(2, '0')}:${String(rounded % 60).padStart(2, '0')}`
}
