const nul = String.fromCharCode(0)

/** Postgres keeps every character but NUL in its texts; that one becomes the sign for what cannot be shown. */
export const withoutNul = (text: string): string => (text.includes(nul) ? text.replaceAll(nul, '\uFFFD') : text)

/** Bound values as Postgres can take them. */
export const bindable = (values: readonly unknown[]): unknown[] =>
  values.map((value) => {
    if (typeof value === 'string') return withoutNul(value)
    return Array.isArray(value) ? bindable(value) : value
  })
