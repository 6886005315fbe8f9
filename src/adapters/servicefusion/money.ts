const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/

/** Moves the decimal point of `whole.fraction` by `places` to the right and cuts there: the digits left of it, and the first one cut off. */
const shift = (whole: string, fraction: string, places: number): { kept: string; next: string } => {
  const digits = whole + fraction
  const point = whole.length + places
  if (point < 0) return { kept: '0', next: '0' }
  return { kept: digits.slice(0, point).padEnd(point, '0') || '0', next: digits[point] ?? '0' }
}

/**
 * An amount as integer cents, rounded half away from zero on its decimal digits, so that 1.005 becomes 101 although its binary value lies
 * below. Undefined when the value is not an amount or exceeds what a number holds exactly.
 */
export const centsOf = (amount: number | string): number | undefined => {
  const match = decimal.exec(String(amount).trim())
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? []
  if (match === null || whole + fraction === '' || Math.abs(Number(exponent)) > 30) return undefined
  const { kept, next } = shift(whole, fraction, Number(exponent) + 2)
  const cents = Number(kept) + (next >= '5' ? 1 : 0)
  if (!Number.isSafeInteger(cents)) return undefined
  return sign === '-' && cents !== 0 ? -cents : cents
}
