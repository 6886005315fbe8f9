import type { Dialect } from '../dialect/dialect.js'

/** One step of the schema. Steps that were released are never edited: a correction is a new step. */
export interface Migration {
  number: number
  name: string
  statements: (dialect: Pick<Dialect, 'types' | 'name'>) => string[]
}
