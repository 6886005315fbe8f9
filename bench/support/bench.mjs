import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'

/**
 * One line of a result. `value` is what was measured, `against` the floor or peer of the same run, `ratio` the first over the second. `limit` is the
 * target for `ratio`, or for `figure` where the target is a plain number (`unit` says of what). Nothing else decides `met`.
 * @typedef {{ case: string, value: string, against?: string, ratio?: number, figure?: number, limit?: number, unit?: string, met?: boolean }} Row
 */

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** A module of the compiled program. */
export const built = (path) => {
  if (!existsSync(`${root}dist/main.js`)) throw new Error('the program is not compiled: npm run build')
  return import(new URL(`../../dist/${path}`, import.meta.url).href)
}

const flags = {
  sizes: { type: 'string' },
  rounds: { type: 'string' },
  quick: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
}

/** What a bench is asked for: `--quick` takes its small sizes, `--sizes` exactly those given. */
export const readOptions = () => {
  const { values, positionals } = parseArgs({ options: flags, allowPositionals: true })
  const numbers = (text) =>
    text?.split(',').map((part) => {
      const number = Number(part)
      if (!Number.isInteger(number) || number < 1) throw new Error(`not a size: ${part}`)
      return number
    })
  return { ...values, sizes: numbers(values.sizes), rounds: numbers(values.rounds)?.[0], names: positionals }
}

export const usage = `flags: --quick, --sizes 1000,10000, --rounds 3, --json`

/** @param {Row} row */
const judged = (row) => (row.limit === undefined ? row : { ...row, met: (row.figure ?? row.ratio ?? Number.NaN) <= row.limit })

const show = (number) => (number >= 100 ? String(Math.round(number)) : number.toPrecision(3))

/** @param {readonly (Row & { bench: string })[]} rows */
export const renderRows = (rows) => {
  const table = new Table({ head: ['bench', 'case', 'measured', 'against', 'ratio', 'target', ''], style: { head: [], border: [], compact: true } })
  for (const { bench, case: name, value, against = '', ratio, limit, unit, met } of rows) {
    const target = limit === undefined ? '' : `<= ${limit}${unit === undefined ? ' x' : ` ${unit}`}`
    table.push([bench, name, value, against, ratio === undefined ? '' : `${show(ratio)} x`, target, met === undefined ? '' : met ? 'ok' : 'OVER'])
  }
  return table.toString()
}

/**
 * Runs one bench as a program: prints its statement and its table, or one JSON document.
 * @param {{ name: string, measures: string, sizes?: number[], quickSizes?: number[] }} about
 * @param {(options: { sizes: number[], rounds: number, quick: boolean, note: (text: string) => void }) => Promise<Row[]>} measure
 */
export const bench = async (about, measure) => {
  const options = readOptions()
  if (options.help) {
    console.log(`${about.name}: ${about.measures}\n${usage}`)
    return
  }
  const sizes = options.sizes ?? (options.quick ? about.quickSizes : about.sizes) ?? []
  const note = (text) => process.stderr.write(`  ${about.name}: ${text}\n`)
  const measured = await measure({ sizes, rounds: options.rounds ?? (options.quick ? 1 : 3), quick: options.quick, note })
  const rows = measured.map((row) => ({ bench: about.name, ...judged(row) }))
  if (options.json) console.log(JSON.stringify({ bench: about.name, measures: about.measures, rows }))
  else console.log(`${about.name}: ${about.measures}\n${renderRows(rows)}`)
}
