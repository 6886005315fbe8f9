import { generateAccount } from '../src/sandbox/account/generate.js'
import { type RunningSandbox, startSandbox } from '../src/sandbox/sandbox.js'
import { checkHistory, checkQuiet, checkRuns, checkTraces, compareCurrent, type SandboxJob } from './invariants.js'
import type { Ledger } from './ledger.js'
import { type Ended, runProgram } from './process.js'
import { type Chance, chanceOf, describeEnd, drawScenario, type Round, type Scenario } from './scenario.js'

/** Where the warehouses of a seed are. */
export interface Store {
  /** The settings that name the warehouse, for the program. */
  settings(name: string): Readonly<Record<string, string>>
  look(name: string): Promise<Ledger>
  exists(name: string): boolean
}

export interface Played {
  seed: number
  trace: string[]
  broken: string[]
  /** Points at which a process was really ended. */
  struck: string[]
  runs: number
}

interface Stage {
  program: string
  sandbox: RunningSandbox
  store: Store
  scenario: Scenario
  homes: { buildingId: string; unitId: string }[]
  trace: string[]
  broken: string[]
  struck: string[]
  /** How far the sandbox's clock is ahead of the machine's, ms. */
  ahead: number
  runs: number
  /** Jobs that were there before the first run. */
  jobsBefore?: ReadonlySet<number>
}

/** How much faster time passes for the program than for the machine. */
const hurry = 20
const minute = 60_000
const mostQuietRounds = 7
/** Where the other side makes one wait for nothing. */
const waits = new Set(['sf-no-answer', 'pw-slow-page'])
const hastyTimeoutMs = 500
const patientTimeoutMs = 5000

const pass = (stage: Stage, ms: number): void => {
  const whole = Math.max(0, Math.round(ms))
  stage.sandbox.advance(whole)
  stage.ahead += whole
}

interface Call {
  warehouse: string
  argv?: readonly string[]
  environment?: Readonly<Record<string, string>>
  skewMs?: number
  after?: { ms: number; signal: NodeJS.Signals }
}

const call = async (stage: Stage, { warehouse, argv = [], environment = {}, skewMs = 0, after }: Call): Promise<Ended> => {
  const settings = {
    ...stage.sandbox.settings,
    ...stage.store.settings(warehouse),
    PWSF_MAX_ERROR_RATE: '1',
    PWSF_EMPTY_SOURCE_SHARE: '0.5',
    PWSF_CUSTOMERS_CREATE: String(stage.scenario.createCustomers),
    TORTURE_NOW: String(Date.now() + stage.ahead + skewMs),
    TORTURE_HURRY: String(hurry),
    ...environment,
  }
  const ended = await runProgram(stage.program, ['sync', '--json', '--all', ...argv], settings, after)
  stage.runs += 1
  return ended
}

interface Document {
  counts: Record<string, number>
  items: { workOrderId: string; number: string; outcome?: string; why: string; jobId?: string }[]
  problems: { code: string; message: string; ref?: string }[]
  complete: boolean
}

const documentOf = ({ stdout }: Ended): Document | undefined => {
  try {
    return JSON.parse(stdout) as Document
  } catch {
    return undefined
  }
}

const lastLines = ({ stderr }: Ended): string => stderr.trim().split('\n').slice(-6).join('\n      ')

/** 4: refused credentials (faults refuse them), 6: a source that came too short, 7 and 8: as they say. Never 1, 2 or 3. */
const expectedCodes = new Set([0, 4, 6, 7, 8])

/** What a process may end with, given what was done to it. */
const judgeEnd = (stage: Stage, round: Round, ended: Ended): void => {
  const struck = /torture: (SIG\w+) at (\S+)/.exec(ended.stderr)
  if (struck !== null) stage.struck.push(struck[2] ?? '')
  const { end } = round
  const sent = struck?.[1] ?? (end.how === 'instant' ? end.signal : undefined)
  const allowed = new Set<number | null>(expectedCodes)
  if (round.overlap) allowed.add(5)
  if (sent === 'SIGTERM') allowed.add(143)
  if (sent === 'SIGINT') allowed.add(130)
  const died = ended.signal !== null
  const mayDie = sent !== undefined && (sent === 'SIGKILL' || end.how === 'instant')
  if (died ? !mayDie || ended.signal !== sent : !allowed.has(ended.code)) {
    stage.broken.push(`a run ended with ${ended.signal ?? ended.code} after ${sent ?? 'no signal'}\n      ${lastLines(ended)}`)
  }
}

const tell = ({ code, signal, stderr }: Ended): string => `${signal ?? `exit ${code}`}${/torture: SIG/.test(stderr) ? ' (struck)' : ''}`

const playRound = async (stage: Stage, round: Round, label: string): Promise<void> => {
  const { sandbox, trace } = stage
  const { end } = round
  sandbox.setFaults(round.faults, round.rate)
  const at = end.how === 'point' ? { TORTURE_AT: `${end.point}#${end.count}=${end.signal}`, TORTURE_DELAY: String(round.delayMs) } : {}
  const timeout = String(round.faults.some((fault) => waits.has(fault)) ? hastyTimeoutMs : patientTimeoutMs)
  const watermarks = await watermarksOf(stage)
  const startedAt = Date.now()
  const first = call(stage, {
    warehouse: 'main',
    argv: round.full ? ['--full'] : [],
    skewMs: round.skewMs,
    environment: { ...at, TORTURE_TIMEOUT: timeout },
    ...(end.how === 'instant' && { after: { ms: end.afterMs, signal: end.signal } }),
  })
  const second = round.overlap ? call(stage, { warehouse: 'main', skewMs: round.skewMs, environment: { TORTURE_TIMEOUT: timeout } }) : undefined
  const [ended, other] = await Promise.all([first, second])
  judgeEnd(stage, round, ended)
  if (other === undefined) await judgeWatermarks(stage, label, watermarks, documentOf(ended))
  if (other !== undefined) judgeEnd(stage, { ...round, end: { how: 'runs to its end' } }, other)
  if (!round.hasty) pass(stage, (Date.now() - startedAt) * (hurry - 1) + round.gapMs)
  const both = other === undefined ? tell(ended) : `${tell(ended)} and ${tell(other)}`
  const faults = round.faults.length === 0 ? 'no faults' : `${round.faults.join(' ')} at ${round.rate}`
  trace.push(`${label}: ${faults}; ${describeEnd(end)}${round.full ? '; full' : ''}${round.overlap ? '; two at once' : ''} -> ${both}`)
  if (stage.store.exists('main')) await check(stage, label)
}

const watermarksOf = async ({ store }: Stage): Promise<Map<unknown, unknown>> => {
  if (!store.exists('main')) return new Map()
  const ledger = await store.look('main')
  try {
    const rows = await ledger.rows("select name, value from checkpoints where name like 'watermark:%'").catch(() => [])
    return new Map(rows.map(({ name, value }) => [name, value]))
  } finally {
    await ledger.close()
  }
}

/** What was not read whole must be asked for again. */
const judgeWatermarks = async (stage: Stage, label: string, before: Map<unknown, unknown>, document: Document | undefined): Promise<void> => {
  const incomplete = (document?.problems ?? []).filter(({ code }) => code === 'read-incomplete')
  if (incomplete.length === 0) return
  const after = await watermarksOf(stage)
  for (const { ref } of incomplete) {
    const name = `watermark:${ref}`
    if (before.get(name) !== after.get(name)) stage.broken.push(`${label}: the watermark of ${ref} moved although they were not read whole`)
  }
}

/** What must hold at any time, also right after a kill. */
const check = async (stage: Stage, label: string): Promise<void> => {
  const duplicates = stage.sandbox.counters().duplicateMarkers
  if (duplicates.length > 0) stage.broken.push(`${label}: two jobs carry one marker: ${duplicates.join(', ')}`)
  const ledger = await stage.store.look('main')
  try {
    const hasSchema = await ledger.rows('select fencing_token from run_lock').catch(() => [])
    if (hasSchema.length === 0) return
    const traces =
      stage.jobsBefore === undefined
        ? []
        : await checkTraces(
            ledger,
            (await jobsOf(stage)).filter(({ id }) => !stage.jobsBefore?.has(id)),
          )
    for (const found of [...(await checkHistory(ledger)), ...(await checkRuns(ledger)), ...traces]) stage.broken.push(`${label}: ${found}`)
  } finally {
    await ledger.close()
  }
}

const jobsOf = async ({ sandbox }: Stage): Promise<SandboxJob[]> => (await (await fetch(`${sandbox.controlUrl}/jobs`)).json()) as SandboxJob[]

/** People at work: new work orders and changed ones, jobs that go on. */
const work = async (stage: Stage, chance: Chance, edits: number): Promise<void> => {
  const jobs = (await jobsOf(stage)).filter(({ po_number: marker }) => marker?.startsWith('PW-'))
  for (let edit = 0; edit < edits; edit += 1) {
    if (jobs.length > 0 && chance.happens(0.5)) {
      const { id } = chance.one(jobs)
      stage.sandbox.edit('servicefusion', { action: 'edit-job', id, set: { status: chance.one(['Scheduled', 'Started', 'Completed', 'Cancelled']) } })
    } else addWorkOrder(stage, chance)
  }
}

/** A tenant calls. */
const addWorkOrder = (stage: Stage, chance: Chance): void => {
  const { buildingId, unitId } = chance.one(stage.homes)
  const set = {
    buildingId,
    unitIds: [unitId],
    category: 'Plumbing',
    type: 'Repair',
    description: `Tap ${chance.whole(1, 1_000_000)} drips.`,
    source: 'Telephone',
    priority: 'Medium',
    status: 'Open',
  }
  stage.sandbox.edit('propertyware', { action: 'add', entity: 'work-order', set })
}

const isCalm = (document: Document | undefined): boolean => {
  if (document === undefined || !document.complete) return false
  const { created = 0, linked = 0, updated = 0, failed = 0 } = document.counts
  return created + linked + updated + failed === 0
}

/** Without faults: runs until one has nothing left to do, with more than a quarantine window between two. Returns what that run printed. */
const calmDown = async (stage: Stage): Promise<Document | undefined> => {
  stage.sandbox.setFaults([])
  for (let round = 1; round <= mostQuietRounds; round += 1) {
    pass(stage, 11 * minute)
    const startedAt = Date.now()
    const ended = await call(stage, { warehouse: 'main', argv: round > 1 ? ['--full'] : [], environment: { TORTURE_TIMEOUT: String(patientTimeoutMs) } })
    pass(stage, (Date.now() - startedAt) * (hurry - 1))
    const document = documentOf(ended)
    const { created = 0, linked = 0, updated = 0, failed = 0 } = document?.counts ?? {}
    stage.trace.push(`quiet ${round}: created ${created}, linked ${linked}, updated ${updated}, failed ${failed} -> ${tell(ended)}`)
    if (ended.code !== 0 && ended.code !== 7) stage.broken.push(`quiet ${round}: a run without faults ended with ${tell(ended)}\n      ${lastLines(ended)}`)
    await check(stage, `quiet ${round}`)
    if (round > 1 && isCalm(document)) return document
  }
  stage.broken.push(`still not quiet after ${mostQuietRounds} runs without faults`)
  return undefined
}

/**
 * A second pair of eyes: a new warehouse reads everything afresh. It must find nothing to create and nothing to write, link exactly the jobs
 * that the first one knows, and hold the same current records.
 */
const lookAfresh = async (stage: Stage, calm: Document): Promise<void> => {
  const { sandbox, broken } = stage
  const before = sandbox.counters()
  const ended = await call(stage, { warehouse: 'fresh', argv: ['--full'], environment: { TORTURE_TIMEOUT: String(patientTimeoutMs) } })
  const after = sandbox.counters()
  const document = documentOf(ended)
  if (document === undefined) return void broken.push(`a fresh warehouse could not be filled: ${tell(ended)}\n      ${lastLines(ended)}`)
  const lost = document.items.filter(({ outcome }) => outcome === 'created' || outcome === 'failed')
  if (lost.length > 0) broken.push(`work orders had no job and nobody said so: ${lost.map(({ number, why }) => `${number} (${why})`).join(', ')}`)
  const writes = (['propertyware', 'servicefusion'] as const).map((system) => after[system].mutating - before[system].mutating)
  if (writes.some((count) => count > 0)) broken.push(`fresh eyes wrote ${writes[0]} times to PropertyWare and ${writes[1]} times to ServiceFusion`)
  const outcomes = new Map(calm.items.map(({ workOrderId, outcome }) => [workOrderId, outcome]))
  const silent = document.items.filter(({ workOrderId }) => outcomes.get(workOrderId) === undefined)
  if (silent.length > 0) broken.push(`work orders without an outcome: ${silent.map(({ number }) => number).join(', ')}`)
  const [ledger, fresh] = await Promise.all([stage.store.look('main'), stage.store.look('fresh')])
  try {
    broken.push(...(await checkQuiet(ledger, await jobsOf(stage))), ...(await compareCurrent(ledger, fresh)))
  } finally {
    await Promise.all([ledger.close(), fresh.close()])
  }
}

const start = Date.UTC(2031, 2, 3, 15)

/** Plays one seed from its first run until everything is quiet, and tells what broke. */
export const playSeed = async (
  program: string,
  seed: number,
  openStore: (fromNothing: boolean) => Promise<Store & { remove(): Promise<void> }>,
): Promise<Played> => {
  const scenario = drawScenario(seed)
  const { workOrders, portfolios, pageSize } = scenario
  const account = { seed: `torture-${seed}`, workOrders, portfolios, now: new Date(start + seed * 3_600_000) }
  const sandbox = await startSandbox({
    ...account,
    requestsPerMinute: 100_000,
    propertyware: { pageSize, slowPageMs: 2 * hastyTimeoutMs },
    servicefusion: { burstMs: 100, lateVisibilityMs: 90_000 },
  })
  const store = await openStore(scenario.fromNothing)
  const homes = generateAccount(account)
    .units.filter(({ active }) => active)
    .map(({ id, building }) => ({ unitId: id, buildingId: building.id }))
  const stage: Stage = { program, sandbox, store, scenario, homes, trace: [], broken: [], struck: [], ahead: account.now.getTime() - Date.now(), runs: 0 }
  try {
    const chance = chanceOf(seed, 'people')
    stage.jobsBefore = new Set((await jobsOf(stage)).map(({ id }) => id))
    for (let count = chance.whole(6, 14); count > 0; count -= 1) addWorkOrder(stage, chance)
    for (const [index, round] of scenario.rounds.entries()) {
      await playRound(stage, round, `round ${index + 1}`)
      await work(stage, chance, round.edits)
    }
    const calm = await calmDown(stage)
    if (calm !== undefined) await lookAfresh(stage, calm)
  } finally {
    await sandbox.stop()
    await store.remove()
  }
  const { trace, broken, struck, runs } = stage
  return { seed, trace, broken, struck, runs }
}
