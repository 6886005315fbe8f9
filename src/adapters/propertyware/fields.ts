import { z } from 'zod'
import type { Instant } from '../../core/model/instant.js'
import type { WireNode } from './node.js'
import { NotReadable, readBoolean, readCents, readId, readInstant } from './scalars.js'

/**
 * One member of a record: how its value is taken from the wire, and the schema that judges it. The table decides, never the type that arrived:
 * the same long comes inline, behind a multiRef, with or without xsi:type.
 */
export interface Field<S extends z.ZodType = z.ZodType> {
  read(node: WireNode): unknown
  schema: S
}

const structured = Symbol('members where text is due')

const readText = (node: WireNode): unknown => (node.nil ? null : node.members.length > 0 ? structured : node.text)

const scalarField = <T>(parse: (text: string) => T, blankIsNull: boolean) => {
  const schema = z.unknown().transform((value, context): T | null => {
    if (value === null) return null
    if (typeof value === 'string') {
      if (blankIsNull && value.trim() === '') return null
      try {
        return parse(value)
      } catch (error) {
        if (!(error instanceof NotReadable)) throw error
        context.issues.push({ code: 'custom', message: error.message, input: undefined })
        return z.NEVER
      }
    }
    context.issues.push({ code: 'custom', message: 'is not plain text', input: undefined })
    return z.NEVER
  })
  return { read: readText, schema: schema.exactOptional() }
}

/** A member that the record cannot do without: absent, nil and blank are refused. */
const requiredField = <T>(parse: (text: string) => T) => ({
  read: readText,
  schema: z.unknown().transform((value, context): T => {
    try {
      if (typeof value === 'string' && value.trim() !== '') return parse(value)
      context.issues.push({ code: 'custom', message: 'is missing', input: undefined })
    } catch (error) {
      if (!(error instanceof NotReadable)) throw error
      context.issues.push({ code: 'custom', message: error.message, input: undefined })
    }
    return z.NEVER
  }),
})

export const text = scalarField<string>((value) => value, false)
export const id = scalarField<string>(readId, true)
export const flag = scalarField<boolean>(readBoolean, true)
export const cents = scalarField<number>(readCents, true)
export const moment = scalarField<Instant>(readInstant, true)
/** An item of an array of ids. */
export const idItem = requiredField<string>(readId)
/** The id or number of the record itself: PropertyWare's primitives say 0 where there is none. */
export const key = requiredField<string>((value) => {
  const digits = readId(value)
  if (digits === '0') throw new NotReadable('is missing')
  return digits
})

type Shape<F extends Record<string, Field>> = { [K in keyof F]: F[K]['schema'] }

const readObject = (fields: Record<string, Field>, node: WireNode): unknown => {
  if (node.nil) return null
  const found: Record<string, unknown> = {}
  for (const { name, node: value } of node.members) if (Object.hasOwn(fields, name)) found[name] = fields[name]?.read(value)
  return found
}

/** A whole record: strict about the fields named here, silent about all others (the WSDL drifts). */
export const record = <F extends Record<string, Field>>(fields: F) => ({
  read: (node: WireNode) => readObject(fields, node),
  schema: z.object(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.schema])) as Shape<F>, {
    error: () => 'is not a record',
  }),
})

/** A nested record that may be absent or nil. */
export const nested = <F extends Record<string, Field>>(fields: F) => {
  const inner = record(fields)
  return { read: inner.read, schema: inner.schema.nullable().exactOptional() }
}

/** An array, whatever its items are named; a nil item is left out. */
export const list = <S extends z.ZodType>(item: Field<S>) => ({
  read: (node: WireNode): unknown => (node.nil ? null : node.members.filter((entry) => !entry.node.nil).map((entry) => item.read(entry.node))),
  schema: z.array(item.schema).nullable().exactOptional(),
})
