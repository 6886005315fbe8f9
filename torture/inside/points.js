// Lives in the torture suite's private copy of the program only (see ../program.ts): named points at which the process kills itself.
import { appendFileSync, writeSync } from 'node:fs'

/** `NAME#COUNT=SIGNAL`, e.g. `intent-job-sent:committed#2=SIGKILL`; the name `*` counts every point. */
const [, wantedName, wantedCount, signal] = /^(.+)#(\d+)=(\w+)$/.exec(process.env.TORTURE_AT ?? '') ?? []
const list = process.env.TORTURE_LIST
const counts = new Map()

const strike = (name) => {
  writeSync(2, `\ntorture: ${signal} at ${name}\n`)
  process.kill(process.pid, signal)
}

const counted = (name) => {
  const count = (counts.get(name) ?? 0) + 1
  counts.set(name, count)
  return count
}

const isWanted = (name) => {
  if (list !== undefined) appendFileSync(list, `${name}\n`)
  const all = counted('*')
  const own = counted(name)
  return (wantedName === '*' && all === Number(wantedCount)) || (wantedName === name && own === Number(wantedCount))
}

/** The program has come to this point. */
export const reach = (name) => {
  if (isWanted(name)) strike(name)
}

/** Something that takes a while has begun: strikes a little later, while it is under way. */
export const begin = (name) => {
  if (isWanted(name)) setTimeout(() => strike(name), Number(process.env.TORTURE_DELAY ?? '5'))
}
