const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim().toLowerCase()

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/**
 * Whether a partial filter for `wanted` can have let this value through: it holds the text, case, accents and blanks apart. `%` and `_` in
 * the wanted text may act as wildcards (not documented), so they stand for anything here.
 */
export const couldMatch = (value: string | null | undefined, wanted: string): boolean =>
  new RegExp(escaped(fold(wanted)).replace(/%+/g, '.*').replaceAll('_', '.'), 'su').test(fold(value ?? ''))

/** Whether it is the very value, blanks around it apart (the service trims text). */
export const isExactly = (value: string | null | undefined, wanted: string): boolean => (value ?? '').trim() === wanted.trim()
