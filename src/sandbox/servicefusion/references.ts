import type { Mistake } from './body-shape.js'
import { labelOf } from './body-shape.js'
import { textOf } from './body-values.js'
import { paymentTerms } from './content.js'
import type { TechRecord } from './records.js'
import type { State } from './state.js'
import type { Table } from './table.js'

/**
 * Records that a body refers to, by display text or by id (as number or as text). Whatever is not found becomes a mistake of the 422 answer:
 * nothing is ever created on the fly.
 */
export interface Lookup {
  /** The record's display text, or undefined when the member was left out or is unknown (then a mistake is noted). */
  name<R extends { id: number }>(member: string, table: Table<R>, text: (record: R) => string): string | undefined
  record<R extends { id: number }>(member: string, all: readonly R[], text: (record: R) => string): R | undefined
  terms(member: string): string | undefined
  people(member: string): { id: number; first_name: string; last_name: string }[] | undefined
  /** The account has nothing of this kind, so any reference is unknown. */
  refuse(member: string): void
  refuseParts(list: string, member: string): void
}

export const createLookup = (state: State, body: Readonly<Record<string, unknown>>, mistakes: Mistake[]): Lookup => {
  const miss = (field: string, name: string): undefined => {
    mistakes.push({ field, message: `${labelOf(name)} can not be found` })
    return undefined
  }
  const isSent = (member: string): boolean => body[member] !== undefined && body[member] !== null
  const record: Lookup['record'] = (member, all, text) => (isSent(member) ? (find(all, body[member], text) ?? miss(member, member)) : undefined)

  return {
    record,
    name: (member, table, text) => {
      const found = record(member, table.all(), text)
      return found === undefined ? undefined : text(found)
    },
    terms: (member) => {
      if (!isSent(member)) return undefined
      const wanted = String(body[member]).trim()
      return paymentTerms.includes(wanted) ? wanted : miss(member, member)
    },
    people: (member) => {
      const listed = body[member] as Record<string, unknown>[] | undefined
      return listed?.flatMap((person, index) => {
        const found = findPerson(state.techs, person)
        if (found === undefined) return miss(`${member}.${index}`, member) ?? []
        return [{ id: found.id, first_name: found.first_name, last_name: found.last_name }]
      })
    },
    refuse: (member) => {
      if (isSent(member)) miss(member, member)
    },
    refuseParts: (list, member) => {
      for (const index of ((body[list] as unknown[] | undefined) ?? []).keys()) miss(`${list}.${index}.${member}`, member)
    },
  }
}

/** The display text wins over the id, so that a record whose name is a number can be reached. */
const find = <R extends { id: number }>(all: readonly R[], wanted: unknown, text: (record: R) => string): R | undefined => {
  const name = String(wanted).trim()
  const named = typeof wanted === 'string' ? all.find((record) => text(record) === name) : undefined
  return named ?? (/^\d+$/.test(name) ? all.find(({ id }) => id === Number(name)) : undefined)
}

const findPerson = (techs: Table<TechRecord>, person: Record<string, unknown>): TechRecord | undefined => {
  if (person['id'] !== undefined && person['id'] !== null) return techs.get(Number(person['id']))
  const first = textOf(person, 'first_name')
  const last = textOf(person, 'last_name')
  return techs.all().find((tech) => tech.first_name === first && tech.last_name === last)
}
