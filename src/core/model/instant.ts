declare const instantBrand: unique symbol

/**
 * A moment in UTC, always written as `YYYY-MM-DDTHH:mm:ss.sssZ`.
 * The fixed width makes text order equal to time order, in memory and in both databases.
 */
export type Instant = string & { readonly [instantBrand]: true }

/** Builds an instant from epoch milliseconds, a Date or an ISO 8601 text that carries an offset. Throws RangeError on anything else. */
export const instant = (value: number | Date | string): Instant => {
  if (typeof value === 'string' && !/(Z|[+-]\d{2}:?\d{2})$/.test(value)) throw new RangeError(`not a moment with an offset: ${value}`)
  return new Date(value).toISOString() as Instant
}

/** The instant `ms` milliseconds later (earlier when negative). */
export const later = (from: Instant, ms: number): Instant => instant(Date.parse(from) + ms)

/** Milliseconds from `from` to `to`. */
export const elapsed = (from: Instant, to: Instant): number => Date.parse(to) - Date.parse(from)
