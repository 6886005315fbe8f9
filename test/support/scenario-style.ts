import { type Chance, chanceOf } from './scenario-chance.js'

type Options = Readonly<Record<string, readonly [unknown, ...unknown[]]>>
type Chosen<O extends Options> = { readonly [K in keyof O]: O[K][number] }

/** Everything in which two SOAP servers may differ that answer the same thing (reference, sections 1.2, 1.6 and 1.14). */
export const soapHabits = {
  beans: ['inline', 'hoisted'],
  /** Single values behind references of their own, as Axis may do with boxed ones. */
  scalars: ['inline', 'some hoisted'],
  hoistedName: ['multiRef', 'type'],
  hoistedIds: ['id', 'ref-', '_'],
  hoistedPlace: ['after', 'before'],
  envelope: ['soapenv', 'SOAP-ENV', 'S', 'e'],
  schema: ['xsd', 'xs', 'q1'],
  instance: ['xsi', 'i', 'n0'],
  encoding: ['soapenc', 'E', 'enc'],
  types: ['tns1', 'pw', 't'],
  wrapper: ['prefixed', 'default namespace'],
  part: ['operation', 'return'],
  items: ['item', 'array name', 'type name'],
  arrays: ['arrayType', 'arrayType and type', 'undeclared'],
  order: ['ascii', 'reversed', 'shuffled'],
  nil: ['absent', 'true', '1', 'typed'],
  emptyList: ['empty', 'absent', 'nil'],
  typed: [true, false],
  text: ['entities', 'numeric', 'cdata'],
  carriageReturn: ['raw', '&#13;', '&#xD;'],
  booleans: ['words', 'digits'],
  doubles: ['225.0', '225', '2.25E2'],
  dateTimes: ['.000Z', 'Z', '-06:00'],
  quotes: ['"', "'"],
  layout: ['one line', 'indented', 'commented'],
  declaration: ['none', 'utf-8', 'iso-8859-1'],
  rowsPerPage: [1, 2, 10],
  pastTheEnd: ['empty', 'nil', 'last page again'],
  headers: ['Content-Type', 'content-type', 'CONTENT-TYPE'],
  body: ['whole', 'chunked', 'dripping'],
} as const satisfies Options

/** The same for two REST servers. */
export const restHabits = {
  order: ['as stored', 'reversed', 'shuffled'],
  ids: ['numbers', 'text'],
  missing: ['null', 'absent'],
  totals: ['headers', 'headers around a bare list', 'body'],
  headers: ['X-Pagination-', 'x-pagination-', 'x-PAGINATION-'],
  rowsPerPage: [2, 50],
  lifetime: [3600, '3600'],
  indent: [0, 2],
  body: ['whole', 'chunked', 'dripping'],
} as const satisfies Options

export type SoapStyle = Chosen<typeof soapHabits> & { chance: Chance }
export type RestStyle = Chosen<typeof restHabits> & { chance: Chance }

const choose = <O extends Options>(habits: O, seed: string): Chosen<O> & { chance: Chance } => {
  const chance = chanceOf(seed)
  const chosen = Object.fromEntries(Object.entries(habits).map(([name, choices]) => [name, chance.pick(choices)])) as Chosen<O>
  return { ...chosen, chance }
}

export const soapStyle = (seed: string): SoapStyle => choose(soapHabits, `soap ${seed}`)
export const restStyle = (seed: string): RestStyle => choose(restHabits, `rest ${seed}`)
