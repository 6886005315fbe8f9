const sensitiveName = /phone|mail|contact|token|auth|secret|password|signature|url|link|card|payment|bill_to|lat(itude)?$|lon(gitude)?$/i

const patterns: readonly [RegExp, string][] = [
  [/\bhttps?:\/\/\S+/gi, '[link]'],
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '[e-mail]'],
  [/\b(?:\d[ -]?){12,18}\d\b/g, '[digits]'],
  [/(?:\+?1[ .-]?)?\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b/g, '[phone]'],
]

const scrubText = (text: string): string => patterns.reduce((rest, [pattern, label]) => rest.replace(pattern, label), text)

const scrub = (value: unknown): unknown => {
  if (typeof value === 'string') return scrubText(value)
  if (Array.isArray(value)) return value.map(scrub)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !sensitiveName.test(name))
      .map(([name, member]) => [name, scrub(member)]),
  )
}

/**
 * A record that failed validation, as JSON for the quarantine: only the members that pwsf reads, without phones, e-mail addresses, contact
 * names, tokens, signed links and card digits wherever they hide. A row that is not an object keeps only its type.
 */
export const scrubbedRaw = (row: unknown, members: readonly string[]): string => {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return JSON.stringify({ notARecord: row === null ? 'null' : typeof row })
  return JSON.stringify(Object.fromEntries(Object.entries(row).flatMap(([name, value]) => (members.includes(name) ? [[name, scrub(value)]] : []))))
}

/**
 * A record that is kept as it came: only the members that pwsf reads, which hold no contact, token, link or payment. Their texts are what the
 * warehouse holds as well, so nothing is cut out of them: the record can be made from it again, exactly.
 */
export const readRaw = (row: unknown, members: readonly string[]): string =>
  JSON.stringify(Object.fromEntries(Object.entries(row as object).filter(([name]) => members.includes(name))))
