import sax from 'sax'

/** An element of a request. `text` is its character data, CDATA included. */
export interface XmlElement {
  readonly local: string
  readonly uri: string
  readonly attributes: readonly { readonly local: string; readonly uri: string; readonly value: string }[]
  readonly children: XmlElement[]
  text: string
}

const special = /[&<>"\u0080-\u{10ffff}]/gu
const needsEscape = /[&<>"\u0080-\uffff]/

const reference = (character: string): string => {
  if (character === '&') return '&amp;'
  if (character === '<') return '&lt;'
  if (character === '>') return '&gt;'
  if (character === '"') return '&quot;'
  return `&#x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()};`
}

/** Escapes as Axis does: what is not ASCII becomes a numeric reference, CR and LF go out as they are. */
export const escapeXml = (text: string): string => (needsEscape.test(text) ? text.replace(special, reference) : text)

/** Parses a request. A raw CR LF becomes LF, as in every conforming parser; `&#xD;` stays a CR. Throws Error when it is not well-formed. */
export const parseXml = (xml: string): XmlElement | undefined => {
  const parser = sax.parser(true, { xmlns: true, position: false })
  const open: XmlElement[] = []
  let root: XmlElement | undefined
  const append = (text: string): void => {
    const element = open.at(-1)
    if (element !== undefined) element.text += text
  }
  Object.assign(parser, {
    onopentag({ local, uri, attributes }: sax.QualifiedTag) {
      const element: XmlElement = {
        local,
        uri,
        attributes: Object.values(attributes).map((each) => ({ local: each.local, uri: each.uri, value: each.value })),
        children: [],
        text: '',
      }
      open.at(-1)?.children.push(element)
      root ??= element
      open.push(element)
    },
    onclosetag() {
      open.pop()
    },
    ontext: append,
    oncdata: append,
    onerror(error: Error) {
      throw error
    },
  })
  parser.write(xml.replaceAll(/\r\n?/g, '\n')).close()
  return root
}

export const attribute = (element: XmlElement, local: string): string | undefined => element.attributes.find((each) => each.local === local)?.value
