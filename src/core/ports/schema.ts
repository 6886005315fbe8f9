/** Which schema a warehouse has (0: none), and which one this program knows. */
export interface SchemaState {
  number: number
  known: number
  /** Names of the steps that `migrate` would take. */
  missing: string[]
}
