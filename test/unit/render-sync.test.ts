import { describe, expect, it } from 'vitest'
import { syncExitCode } from '../../src/commands/sync-exit-code.js'
import { instant } from '../../src/core/model/instant.js'
import { noOutcomes, type OutcomeCounts, type ReportItem, type SyncReport } from '../../src/core/sync/report.js'
import { renderPlan } from '../../src/render/plan.js'
import { renderSyncSummary, type ShownReport } from '../../src/render/sync-summary.js'

const startedAt = instant('2031-03-02T15:41:07Z')
const why = 'it is open and has no job'

const items: ReportItem[] = [
  { action: 'create', workOrderId: '1', number: '1042', why, after: { unitId: '77' } },
  {
    action: 'update',
    workOrderId: '2',
    number: '1043',
    jobId: '9',
    why: 'its job is completed',
    before: { status: 'Open', serviceStatus: null },
    after: { status: 'Closed', serviceStatus: 'Closed' },
  },
  { action: 'hold', workOrderId: '3', number: '1044', reason: 'unresolved-unit', why: 'no unit \u001b[2J' },
  { action: 'block', workOrderId: '4', number: '1045', reason: 'unit-changed', why: 'the unit changed' },
]

const counts: OutcomeCounts = { ...noOutcomes(), read: 5, created: 1, updated: 1, held: 1, blocked: 1, skipped: 1 }

const report = (more: Partial<SyncReport> = {}): SyncReport => ({
  runId: '20310302T154107Z-k3f9xq',
  startedAt,
  durationMs: 12_300,
  dryRun: false,
  complete: true,
  counts,
  skippedBy: { 'status-not-open': 1 },
  items,
  budget: null,
  retries: { retried: 0, failed: 0, healed: 0 },
  requests: { propertyware: 12, servicefusion: 1 },
  history: { opened: 7, closed: 2 },
  problems: [],
  guardTripped: false,
  remoteDown: false,
  plan: {
    formatVersion: 1,
    planId: 'abcdef0123456789',
    createdAt: startedAt,
    complete: true,
    tally: { read: 5, create: 1, link: 0, update: 1, unchanged: 0, skip: 1, hold: 1, quarantine: 0, block: 1 },
    skippedBy: {},
    items: [],
    problems: [],
  },
  ...more,
})

const shown = (more: Partial<ShownReport> = {}): ShownReport => ({
  report: report(),
  exitCode: 0,
  warehouse: 'sqlite:./pwsf.db',
  errorRate: 0.4,
  maxErrorRate: 0.01,
  showAll: false,
  sandboxed: false,
  ...more,
})

const withOutcomes: ReportItem[] = [
  { action: 'hold', outcome: 'held', workOrderId: '3', number: '1044', reason: 'unresolved-unit', why: 'no unit' },
  { action: 'create', outcome: 'failed', workOrderId: '5', number: '1046', why: 'refused: 422' },
]

describe('the summary of a sync', () => {
  const text = renderSyncSummary(shown({ report: report({ items: withOutcomes }), exitCode: 7 }), { color: false })

  it('has every count, where the history is, the requests and the time', () => {
    for (const part of [
      'read              5',
      '+ created           1',
      '(not in an open status 1)',
      'sqlite:./pwsf.db',
      '12 requests to PropertyWare',
      'took 12 s',
      '7 versions opened, 2 closed',
    ])
      expect(text).toContain(part)
  })

  it('groups what needs a person by reason, with examples and the next step', () => {
    expect(text).toContain('- unresolved-unit: 1 work order')
    expect(text).toContain('next: set the unit of the work order in PropertyWare')
    expect(text).toContain('! work order 1046: refused: 422')
  })

  it('says why the exit code is not 0', () => expect(text).toContain('40% of the work orders need attention; 1% are allowed (--max-error-rate). (exit code 7)'))

  it('has colours only where they are wanted, and the signs in any case', () => {
    expect(text).not.toContain('\u001b[')
    expect(renderSyncSummary(shown(), { color: true })).toContain('\u001b[32m  + created')
  })
})

describe('the plan of a dry run', () => {
  it.each([60, 80, 100, 140])('shows what, direction, before and after, and why in %i columns', (width) => {
    const text = renderPlan(shown(), { width, color: false })
    const tidy = text.replace(/[│\s]+/g, ' ')
    for (const part of ['+ create job: 1', 'PW → SF', '~ write status: 1', 'PW ← SF', '- hold: 1', '! blocked: 1']) expect(tidy).toContain(part)
    for (const part of ['1042', 'Open →', '(none) →']) expect(tidy).toContain(part)
    expect(text).not.toContain('\u001b')
    expect(
      Math.max(
        ...text
          .split('\n')
          .filter((line) => /^[┌├└│]/.test(line))
          .map((line) => line.length),
        0,
      ),
    ).toBeLessThanOrEqual(width)
  })

  it('cuts long sections unless all was asked for', () => {
    const many = Array.from({ length: 50 }, (_, index): ReportItem => ({ action: 'create', workOrderId: `${index}`, number: `${2000 + index}`, why }))
    const render = (showAll: boolean): string => renderPlan(shown({ report: report({ items: many }), showAll }), { width: 100, color: false })
    expect(render(false)).toContain('and 30 more: --all lists them')
    expect(render(false)).not.toContain('2049')
    expect(render(true)).toContain('2049')
  })
})

describe('the exit code of a sync', () => {
  const ends = (more: Partial<SyncReport>, tellChanges = false, maxErrorRate = 0.5): number => syncExitCode(report(more), { maxErrorRate, tellChanges })

  it('is 0 when all is well', () => expect(ends({})).toBe(0))
  it('is 1 when the outcomes do not add up', () => expect(ends({ counts: { ...counts, read: 6 }, guardTripped: true })).toBe(1))
  it('is 6 when a guard tripped, even when a system is down too', () => expect(ends({ guardTripped: true, remoteDown: true })).toBe(6))
  it('is 8 when a system is down', () => expect(ends({ remoteDown: true, complete: false })).toBe(8))
  it('is 7 when a read was incomplete', () => expect(ends({ complete: false })).toBe(7))
  it('is 7 above the allowed share, 0 at it', () => {
    expect(ends({}, false, 0.39)).toBe(7)
    expect(ends({}, false, 0.4)).toBe(0)
  })
  it('is 3 only for a dry run with changes, and only when asked for', () => {
    expect(ends({ dryRun: true }, true)).toBe(3)
    expect(ends({ dryRun: true })).toBe(0)
    expect(ends({}, true)).toBe(0)
    expect(ends({ dryRun: true, counts: { ...noOutcomes(), read: 1, skipped: 1 } }, true)).toBe(0)
  })
  it('is 0 when nothing was read', () => expect(ends({ counts: noOutcomes() }, false, 0)).toBe(0))
})
