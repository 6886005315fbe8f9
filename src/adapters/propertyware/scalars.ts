import { type Instant, instant } from '../../core/model/instant.js'

/** Thrown by the readers below; the message fits behind a member's name ("createdDate is not a date-time"). */
export class NotReadable extends Error {
  override readonly name = 'NotReadable'
}

/** An id as digits without sign and leading zeros, of any length. */
export const readId = (text: string): string => {
  const digits = /^\s*\+?0*(\d+)\s*$/.exec(text)?.[1]
  if (digits === undefined) throw new NotReadable('is not a number of digits')
  return digits
}

/** xsd:boolean: true, false, 1 or 0. */
export const readBoolean = (text: string): boolean => {
  const value = text.trim().toLowerCase()
  if (value === 'true' || value === '1') return true
  if (value === 'false' || value === '0') return false
  throw new NotReadable('is neither true nor false')
}

/** A decimal amount in integer cents, computed on the digits; what is finer than a cent (noise of binary sums) is rounded half up. */
export const readCents = (text: string): number => {
  const parts = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?\s*$/.exec(text)
  const whole = parts?.[2] ?? ''
  const fraction = parts?.[3] ?? ''
  if (parts === null || whole + fraction === '') throw new NotReadable('is not an amount')
  // The point moves right by the exponent, and by two for cents.
  const point = whole.length + Number(parts[4] ?? 0) + 2
  const digits = (whole + fraction).padEnd(Math.max(point, 0), '0')
  const units = point <= 0 ? 0n : BigInt(digits.slice(0, point) || '0')
  const next = point < 0 ? '0' : (digits[point] ?? '0')
  const cents = Number(units + (next >= '5' ? 1n : 0n))
  if (!Number.isSafeInteger(cents)) throw new NotReadable('is too large an amount')
  return parts[1] === '-' && cents !== 0 ? -cents : cents
}

const dateTime = /^\s*(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?)?\s*(Z|[+-]\d{2}:\d{2})?\s*$/

/**
 * xsd:dateTime or xsd:date as an instant. Without an offset it is taken as UTC: Axis sends UTC, and the account's zone is not on the wire
 * (reference, section 1.6). Digits below the millisecond are cut.
 */
export const readInstant = (text: string): Instant => {
  const parts = dateTime.exec(text)
  if (parts === null) throw new NotReadable('is not a date-time')
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = '', offset = 'Z'] = parts
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}`
  const asUtc = new Date(`${local}Z`)
  // Date rolls impossible days over (30 February becomes 2 March); XML Schema's 24:00:00 is the one legal roll-over.
  const valid = !Number.isNaN(asUtc.getTime()) && (asUtc.toISOString() === `${local}Z` || local.endsWith('T24:00:00.000'))
  const moment = new Date(`${local}${offset}`).getTime()
  if (!valid || Number.isNaN(moment)) throw new NotReadable('is not a possible date-time')
  return instant(moment)
}
