import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noEvidence } from '../../src/core/history/evidence.js'
import type { Believed, CompleteRead, Finding, KeyEvidence } from '../../src/core/history/evidence.js'
import { weave } from '../../src/core/history/timeline.js'
import type { TimelineChange } from '../../src/core/history/timeline.js'
import { instant } from '../../src/core/model/instant.js'
import type { Instant } from '../../src/core/model/instant.js'

const at = (n: number): Instant => instant(n * 1000)
const secondOf = (moment: Instant | null): number | null => (moment === null ? null : Date.parse(moment) / 1000)

const seen = (n: number, state: string): Finding<string> => ({
  kind: 'seen',
  at: at(n),
  rowHash: state,
  isDeleted: false,
  content: state,
  runId: `run-${n}`,
  origin: 'sync',
})
const read = (n: number, isFull = true): CompleteRead => ({ at: at(n), isFull, closeAfter: 3, runId: `run-${n}`, origin: 'sync' })

/** What a store does with a change. */
const apply = (known: KeyEvidence<string>, change: TimelineChange<string>): KeyEvidence<string> => {
  const replaced = new Set(change.replace.map((row) => row.ref))
  const kept = known.versions
    .filter((row) => !replaced.has(row.ref))
    .map((row): Believed<string> => {
      const end = change.close.find((ended) => ended.row.ref === row.ref)
      const number = change.renumber.find((moved) => moved.row.ref === row.ref)
      return { ...row, validTo: end?.validTo ?? row.validTo, version: number?.version ?? row.version }
    })
  const next = Math.max(0, ...known.versions.map((row) => row.ref)) + 1
  const opened = change.open.map((span, index): Believed<string> => ({ ...span, ref: next + index }))
  const versions = [...kept, ...opened].sort((left, right) => left.version - right.version)
  return { ...known, versions, sightings: change.sightings, absences: change.absences }
}

const rowsOf = (evidence: KeyEvidence<string>) =>
  evidence.versions.map((row) => [row.isDeleted ? 'gone' : row.rowHash, secondOf(row.validFrom), secondOf(row.validTo), row.runId])

type Step = Finding<string> | CompleteRead

/** What is known after these steps, taken one by one as a store takes them. */
const replay = (steps: readonly Step[]): KeyEvidence<string> => {
  const reads: CompleteRead[] = []
  let known: KeyEvidence<string> = noEvidence
  for (const step of steps) {
    if ('isFull' in step) reads.push(step)
    else known = apply(known, weave(known, reads, step))
  }
  return known
}

/** A full read that lacked the key. */
const missing = (n: number): Step[] => [read(n), { kind: 'absent', at: at(n) }]

const short = (evidence: KeyEvidence<string>) => rowsOf(evidence).map(([state, from, to]) => [state, from, to])

describe('the timeline of one key', () => {
  it.each<[string, Step[], (string | number | null)[][]]>([
    ['opens the first version', [seen(1, 'A')], [['A', 1, null]]],
    [
      'closes in order',
      [seen(1, 'A'), seen(5, 'B')],
      [
        ['A', 1, 5],
        ['B', 5, null],
      ],
    ],
    [
      'keeps A, B, A',
      [seen(1, 'A'), seen(2, 'B'), seen(3, 'A')],
      [
        ['A', 1, 2],
        ['B', 2, 3],
        ['A', 3, null],
      ],
    ],
    [
      'splits, and resumes at the next full read',
      [seen(1, 'A'), read(1), read(5), read(9), seen(3, 'B')],
      [
        ['A', 1, 3],
        ['B', 3, 5],
        ['A', 5, null],
      ],
    ],
    [
      'resumes at a read that was not full, too',
      [seen(1, 'A'), read(5, false), seen(3, 'B')],
      [
        ['A', 1, 3],
        ['B', 3, 5],
        ['A', 5, null],
      ],
    ],
    [
      'splits for good when nothing came later',
      [seen(1, 'A'), seen(3, 'B')],
      [
        ['A', 1, 3],
        ['B', 3, null],
      ],
    ],
    [
      'remembers an unchanged sighting',
      [seen(1, 'A'), seen(5, 'A'), seen(3, 'B')],
      [
        ['A', 1, 3],
        ['B', 3, 5],
        ['A', 5, null],
      ],
    ],
    ['extends backwards', [seen(5, 'A'), seen(1, 'A')], [['A', 1, null]]],
    [
      'joins what a late observation shows to be one',
      [seen(1, 'A'), seen(9, 'B'), seen(5, 'B')],
      [
        ['A', 1, 5],
        ['B', 5, null],
      ],
    ],
    [
      'orders one instant by hash',
      [seen(1, 'X'), seen(5, 'B'), seen(5, 'A')],
      [
        ['X', 1, 5],
        ['A', 5, 5],
        ['B', 5, null],
      ],
    ],
    [
      'continues what goes on in one instant',
      [seen(1, 'A'), seen(5, 'B'), seen(5, 'A')],
      [
        ['A', 1, 5],
        ['B', 5, null],
      ],
    ],
    [
      'counts three absences',
      [seen(1, 'A'), ...missing(2), ...missing(3), ...missing(4)],
      [
        ['A', 1, 2],
        ['gone', 2, null],
      ],
    ],
    ['does not count two', [seen(1, 'A'), ...missing(2), ...missing(3)], [['A', 1, null]]],
    ['does not count across a read that lists it', [seen(1, 'A'), ...missing(2), ...missing(3), read(4), ...missing(5)], [['A', 1, null]]],
    [
      'lets a deleted record return',
      [seen(1, 'A'), ...missing(2), ...missing(3), ...missing(4), seen(5, 'A')],
      [
        ['A', 1, 2],
        ['gone', 2, 5],
        ['A', 5, null],
      ],
    ],
    [
      'counts earlier-known reads that lacked a late record',
      [read(2), read(3), read(4), seen(1, 'A')],
      [
        ['A', 1, 2],
        ['gone', 2, null],
      ],
    ],
    ['splits a deletion by a late sighting', [seen(1, 'A'), ...missing(2), ...missing(3), ...missing(5), seen(4, 'A')], [['A', 1, null]]],
  ])('%s', (_name, steps, rows) => {
    expect(short(replay(steps))).toEqual(rows)
  })

  it('ends an open row in place when the finding is the newest, and replaces it when it is late', () => {
    const known = replay([seen(1, 'A')])
    expect(weave(known, [], seen(5, 'B'))).toMatchObject({ close: [{ validTo: at(5) }], replace: [], open: [{ version: 2 }] })
    expect(weave(known, [read(9)], seen(5, 'B'))).toMatchObject({
      close: [],
      replace: [{ version: 1 }],
      open: [{ version: 1 }, { version: 2 }, { version: 3 }],
    })
  })

  it('comes to the same rows in whatever order observations and full reads arrive', () => {
    fc.assert(
      fc.property(happenings, ([inOrder, shuffled]) => {
        const expected = arrive(inOrder)
        expect(rowsOf(arrive(shuffled))).toEqual(rowsOf(expected))
        expect(short(expected)).toEqual(naiveRows(inOrder))
      }),
      { numRuns: 2000 },
    )
  })
})

/** A read that found the key in these states (two: it changed while being read), or a full one that did not find it. */
interface Happening {
  second: number
  states: string[]
  isFull: boolean
}

const happenings = fc
  .uniqueArray(
    fc.record({ second: fc.integer({ min: 1, max: 25 }), states: fc.uniqueArray(fc.constantFrom('A', 'B', 'C'), { maxLength: 2 }), isFull: fc.boolean() }),
    { selector: (happening) => happening.second, maxLength: 14 },
  )
  .map((list) => list.toSorted((left, right) => left.second - right.second))
  .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })))

/** As a store takes it in: the observations, then the read; the key is absent when the read was full and did not see it. */
const arrive = (list: readonly Happening[]): KeyEvidence<string> =>
  replay(
    list.flatMap(({ second, states, isFull }): Step[] => [
      ...states.map((state) => seen(second, state)),
      ...(!isFull ? [] : states.length > 0 ? [read(second)] : missing(second)),
    ]),
  )

/** The same rules once more, told naively over everything that happened, in its order. */
const naiveRows = (list: readonly Happening[]): (string | number | null)[][] => {
  const points: { state: string; second: number }[] = []
  let absences: number[] = []
  for (const { second, states, isFull } of list) {
    for (const state of [...states].sort()) {
      if (points.at(-1)?.state !== state) points.push({ state, second })
    }
    if (states.length > 0) absences = []
    else if (isFull && points.length > 0 && absences.push(second) === 3) points.push({ state: 'gone', second: absences[0] ?? second })
  }
  return points.map(({ state, second }, index) => [state, second, points[index + 1]?.second ?? null])
}
