/**
 * pwsf's mark on a job: `PW-` + the work order's number, zero-padded to at least seven digits + `-X`, e.g. `PW-0001042-X`.
 * The closing sign keeps one marker from being a prefix of another, because ServiceFusion's `po_number` filter matches substrings;
 * the marker is therefore always compared whole. Throws RangeError when the number is not made of digits.
 */
export const markerOf = (workOrderNumber: string): string => {
  if (!/^\d+$/.test(workOrderNumber)) throw new RangeError(`a work order number has digits only, not ${JSON.stringify(workOrderNumber)}`)
  return `PW-${workOrderNumber.padStart(7, '0')}-X`
}
