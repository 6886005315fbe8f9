import { describe, expect, it } from 'vitest'
import { confirm, intend, isOpen, markSent, markUnknown, mayExist, noteEmptyProbe, reject } from '../../src/core/apply/intent.js'
import { instant, later } from '../../src/core/model/instant.js'

const start = instant('2031-03-02T15:00:00Z')
const minutes = (count: number): number => count * 60_000
const wish = { kind: 'job', reference: '6900000101', marker: 'PW-0030442-X', bodyHash: 'b1', context: { number: '30442' } } as const
const intended = intend(wish, undefined, start, 'run-1')

describe('the life of an intent', () => {
  it('is nothing but a wish until it is marked as sent', () => {
    expect(isOpen(intended)).toBe(true)
    expect(mayExist(intended)).toBe(false)
    expect(intended.attempt).toBe(0)
  })

  it('may exist from the moment it is marked as sent', () => {
    const sent = markSent(intended, start)
    expect(mayExist(sent)).toBe(true)
    expect(sent).toMatchObject({ attempt: 1, sentAt: start })
  })

  it('stays possible while its outcome is unknown', () => {
    expect(mayExist(markUnknown(markSent(intended, start), 'timed out', start))).toBe(true)
  })

  it.each([confirm(markSent(intended, start), { id: '81003', number: '81003' }, start), reject(markSent(intended, start), '422', start)])(
    'is settled by a clear answer: $state',
    (settled) => {
      expect(isOpen(settled)).toBe(false)
      expect(settled).toMatchObject({ settledAt: start, nextProbeAt: null })
    },
  )

  it('is looked for with growing delays', () => {
    const unknown = markUnknown(markSent(intended, start), 'timed out', start)
    const once = noteEmptyProbe(unknown, start, minutes(10))
    const twice = noteEmptyProbe(once, start, minutes(10))
    expect(once.nextProbeAt).toBe(later(start, 30_000))
    expect(twice.nextProbeAt).toBe(later(start, 60_000))
  })

  it('counts as not created only by an empty look-up after the quarantine window', () => {
    const unknown = markUnknown(markSent(intended, start), 'timed out', start)
    const inside = noteEmptyProbe(unknown, later(start, minutes(10) - 1), minutes(10))
    expect(inside.state).toBe('unknown')
    const after = noteEmptyProbe(inside, later(start, minutes(10)), minutes(10))
    expect(after).toMatchObject({ state: 'rejected', emptyProbes: 2 })
  })

  it('goes on counting attempts when it is wished for again', () => {
    const rejected = reject(markSent(intended, start), 'not found', start)
    const again = markSent(intend(wish, rejected, later(start, minutes(11)), 'run-2'), later(start, minutes(11)))
    expect(again).toMatchObject({ state: 'sent', attempt: 2, createdAt: start, runId: 'run-2' })
  })
})
