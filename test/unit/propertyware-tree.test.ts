import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openTextReader } from '../../src/adapters/propertyware/charset.js'
import { encode } from '../../src/adapters/propertyware/encode.js'
import { member, type WireNode } from '../../src/adapters/propertyware/node.js'
import { openTree } from '../../src/adapters/propertyware/tree.js'
import { fixture } from '../support/soap-loopback.js'

const prefixes =
  'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:pw="urn:PWServices"'

const read = (bytes: Uint8Array | string, charset?: string, pieces: readonly number[] = []): WireNode => {
  const all = typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes)
  const text = openTextReader(charset)
  const tree = openTree(50)
  let at = 0
  for (const length of [...pieces, all.length]) {
    tree.write(text.write(all.subarray(at, at + length)))
    at += length
  }
  tree.write(text.end())
  return tree.end().node
}

const textOfRoot = (inner: string): string => read(`<r>${inner}</r>`).text

describe('text', () => {
  it.each([
    ['HVAC ', 'HVAC '],
    ['line one\r\nline two\rthree\n', 'line one\r\nline two\rthree\n'],
    ['a&#xD;\nb', 'a\r\nb'],
    ['one <![CDATA[& two]]> three', 'one & two three'],
    ['<![CDATA[<?xml version="1.0"?><a>1</a>]]>', '<?xml version="1.0"?><a>1</a>'],
    ['<![CDATA[a]] >b]]]]><![CDATA[>c]]>', 'a]] >b]]>c'],
    ['   ', '   '],
    ['a<!-- not text -->b', 'ab'],
    ['&lt;&gt;&amp;&quot;&apos;&#233;&#x1F600;', '<>&"\'é😀'],
  ])('%j comes out exactly', (inner, text) => {
    expect(textOfRoot(inner)).toBe(text)
  })

  it('is kept whole when it is far larger than the parser buffers', () => {
    const long = 'x'.repeat(300_000)
    expect(textOfRoot(`${long}&amp;<![CDATA[${long}]]>`)).toBe(`${long}&${long}`)
  })

  it('does not depend on where the bytes were cut', () => {
    const bytes = fixture('get-work-orders.multiref.xml')
    const whole = JSON.stringify(flat(read(bytes)))
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 40 }), (pieces) => {
        expect(JSON.stringify(flat(read(bytes, undefined, pieces)))).toBe(whole)
      }),
      { numRuns: 30 },
    )
  })
})

/** The tree down to where it repeats itself. */
const flat = (node: WireNode, above: readonly WireNode[] = []): unknown =>
  above.includes(node) ? 'again' : [node.type, node.nil, node.text, node.members.map(({ name, node: value }) => [name, flat(value, [...above, node])])]

describe('encodings', () => {
  const latin1 = (declaration: string) => Buffer.from(`${declaration}<r>caf\u00e9 \u0080</r>`, 'latin1')

  it('follows the XML declaration, and HTTP before it', () => {
    expect(read(latin1('<?xml version="1.0" encoding="ISO-8859-1"?>')).text).toBe('café \u0080')
    expect(read(latin1(''), 'iso-8859-1').text).toBe('café \u0080')
    expect(read(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><r>café</r>'), 'UTF-8').text).toBe('café')
    expect(read(Buffer.from([...Buffer.from('<r>'), 0x80, ...Buffer.from('</r>')]), 'windows-1252').text).toBe('€')
  })

  it('follows a byte order mark, which is no text', () => {
    expect(read(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('<r>é</r>')]), 'iso-8859-1').text).toBe('é')
    expect(read(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<r>é</r>', 'utf16le')])).text).toBe('é')
  })

  it('refuses bytes that are not valid, and encodings that nobody knows', () => {
    expect(() => read(latin1(''))).toThrow(TypeError)
    expect(() => read('<r/>', 'x-invented')).toThrow(RangeError)
  })
})

describe('graph', () => {
  it('keeps shared values shared and cycles closed', () => {
    const root = read(
      `<r ${prefixes}><a href="#x"/><b href="#x"/><list soapenc:arrayType="pw:Unit[1]"><list href="#x"/></list><multiRef id="x" xsi:type="pw:Unit"><self href="#x"/><n xsi:nil="1"/></multiRef></r>`,
    )
    const a = member(root, 'a')
    expect(a?.type).toEqual({ uri: 'urn:PWServices', local: 'Unit' })
    expect(member(root, 'b')).toBe(a)
    expect(member(root, 'list')?.members[0]?.node).toBe(a)
    expect(a && member(a, 'self')).toBe(a)
    expect(a && member(a, 'n')?.nil).toBe(true)
  })

  it('follows a reference to a reference, and resolves prefixes where they are declared', () => {
    const root = read(
      `<r xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><a href="#1"/><x id="1" href="#2"/><y id="2" i:type="z:Deep" xmlns:z="urn:z">text</y></r>`,
    )
    expect(member(root, 'a')).toMatchObject({ text: 'text', type: { uri: 'urn:z', local: 'Deep' } })
  })

  it.each([
    ['a dangling reference', '<r><a href="#nowhere"/></r>', 'does not hold'],
    ['a reference out of the document', '<r><a href="http://example.test/a"/></r>', 'does not hold'],
    ['references in a circle', '<r><a id="1" href="#2"/><b id="2" href="#1"/></r>', 'never reaches'],
    ['a document type', '<!DOCTYPE r [<!ENTITY e "boom">]><r>&e;</r>', 'document type'],
    ['an unknown entity', '<r>&nbsp;</r>', 'Invalid character entity'],
    ['an inherited property as entity', '<r>&constructor;</r>', 'Invalid character entity'],
    ['a forbidden character reference', '<r>&#x1A;</r>', 'Invalid character entity'],
    ['a bare ampersand', '<r>a & b</r>', 'Invalid character'],
    ['a truncated document', '<r><a>text</a>', 'Unclosed root tag'],
    ['an empty document', '', 'empty'],
    ['two roots', '<r/><r/>', 'two root elements'],
    ['text after the root', '<r/>tail', 'outside of root'],
    ['an unbound prefix', '<r xsi:nil="true"/>', 'not bound'],
    ['too deep nesting', `${'<a>'.repeat(60)}${'</a>'.repeat(60)}`, 'nested deeper'],
  ])('refuses %s', (_, xml, reason) => {
    expect(() => read(xml)).toThrow(reason)
  })
})

describe('requests', () => {
  const name = fc.constantFrom('ID', 'status', 'a1')
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '\r', '\n', '\t', '&', '<', '>', '"', "'", ']', 'é', '😀', '\u0085', '\u2028') })
  const type = fc.constantFrom(undefined, { uri: 'urn:PWServices', local: 'Unit' }, { uri: 'urn:other', local: 'Ünit' })
  const tree = fc.letrec<{ node: WireNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      fc
        .record({ type, itemType: fc.constant(undefined), nil: fc.boolean(), text, members: fc.constant<WireNode['members']>([]) })
        .map((leaf) => (leaf.nil ? { ...leaf, text: '' } : leaf)),
      fc.record({
        type,
        itemType: fc.constant(undefined),
        nil: fc.constant(false),
        text: fc.constant(''),
        members: fc.array(fc.record({ name, node: tie('node') }), { minLength: 1, maxLength: 4 }),
      }),
    ),
  })).node

  it('are ASCII, hold no raw CR, and say exactly what was meant', () => {
    fc.assert(
      fc.property(tree, (node) => {
        const xml = encode('value', node)
        expect(xml).toMatch(/^[\t\n\u0020-\u007e]*$/)
        const back = member(read(`<r ${prefixes}>${xml}</r>`), 'value')
        expect(back && flat(back)).toEqual(flat(node))
      }),
    )
  })

  it('count the items of an array', () => {
    const item = { name: 'x', node: { type: undefined, itemType: undefined, nil: false, text: '1', members: [] } }
    const array = { type: undefined, itemType: { uri: 'urn:PWServices', local: 'CustomField' }, nil: false, text: '', members: [item, item] }
    expect(encode('fields', array)).toBe('<fields xsi:type="soapenc:Array" soapenc:arrayType="pw:CustomField[2]"><x>1</x><x>1</x></fields>')
  })

  it('are refused when they hold what XML cannot carry', () => {
    const node = { type: undefined, itemType: undefined, nil: false, text: 'bell \u0007', members: [] }
    expect(() => encode('description', node)).toThrow('description holds a character that XML cannot carry')
    expect(() => encode('description', { ...node, text: '\ud800' })).toThrow('cannot carry')
  })
})
