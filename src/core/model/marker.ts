/**
 * pwsf's mark on a job: `PW-` + the work order's number, zero-padded to at least seven digits + `-X`, e.g. `PW-0001042-X`.
 * The closing sign keeps one marker from being a prefix of another, because ServiceFusion's `po_number` filter matches substrings;
 * the marker is therefore always compared whole.
 */
export const markerPrefix = 'PW-'

const pattern = /^PW-(\d{7,})-X$/

/** The marker of a work order number. Throws RangeError when the number is not made of digits. */
export const markerOf = (workOrderNumber: string): string => {
  if (!/^\d+$/.test(workOrderNumber)) throw new RangeError(`a work order number has digits only, not ${JSON.stringify(workOrderNumber)}`)
  return `${markerPrefix}${workOrderNumber.padStart(7, '0')}-X`
}

/** The work order number in a marker, or undefined when the text is not a marker. Surrounding blanks are forgiven: ServiceFusion trims text. */
export const workOrderNumberOf = (text: string | null | undefined): string | undefined => {
  const digits = pattern.exec((text ?? '').trim())?.[1]
  return digits === undefined ? undefined : digits.replace(/^0+(?=\d)/, '')
}
