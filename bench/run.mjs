import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { readOptions, renderRows, usage } from './support/bench.mjs'

// npm run bench [-- NAME...] [flags]: runs all benches, or those named, one after the other in processes of their own, and prints one table.

const benches = ['startup', 'decoder', 'planner', 'warehouse', 'ledger', 'budget', 'limit', 'sync']

const runOne = async (name, flags) => {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`${name}.mjs`, import.meta.url)), '--json', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`bench ${name} ended with ${code}`)
  return JSON.parse(text)
}

const { names, help, json, quick, sizes, rounds } = readOptions()
const unknown = names.filter((name) => !benches.includes(name))
if (help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`no such bench: ${unknown.join(', ')}`)
  console.log(`benches: ${benches.join(', ')} (default: all)\n${usage}`)
  process.exitCode = unknown.length > 0 ? 2 : 0
} else {
  const flags = [...(quick ? ['--quick'] : []), ...(sizes ? ['--sizes', sizes.join()] : []), ...(rounds ? ['--rounds', String(rounds)] : [])]
  const results = []
  for (const name of names.length > 0 ? names : benches) results.push(await runOne(name, flags))
  if (json) console.log(JSON.stringify(results, null, 2))
  else {
    for (const { bench, measures } of results) console.log(`${bench}: ${measures}`)
    console.log(renderRows(results.flatMap(({ rows }) => rows)))
  }
}
