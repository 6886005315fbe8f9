/** A text in the form in which pick-list values and names are compared: trimmed, inner blanks folded, case ignored. */
export const fold = (text: string | null | undefined): string => (text ?? '').trim().replace(/\s+/g, ' ').toLowerCase()

/** Letters and digits only, case ignored: "Re-Key" and "Rekey " are one category (PropertyWare reference, section 1.8). */
export const foldLettersAndDigits = (text: string | null | undefined): string => (text ?? '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

/** True when the text is missing, nil or has nothing but blanks. */
export const isBlank = (text: string | null | undefined): boolean => (text ?? '').trim() === ''
