import { expect, test } from 'vitest'
import type { SharedState } from '../../../src/core/ports/shared-state.js'

const counted = (text: string | undefined): { next: string; result: number } => {
  const count = Number(text ?? '0') + 1
  return { next: String(count), result: count }
}

/** Everything that is asked of shared state. `open` gives another way into the same state with each call; whoever opens one closes it. */
export const sharedStateContract = (open: () => Promise<SharedState>): void => {
  test('holds nothing under a name that nobody wrote', async () => {
    const state = await open()
    expect(await state.read('budget')).toBeUndefined()
    await state.close()
  })

  test('keeps what a step wrote, and gives its result', async () => {
    const state = await open()
    expect(await state.update('a', () => ({ next: 'one', result: 7 }))).toBe(7)
    expect(await state.update('a', (text) => ({ next: `${text}, two`, result: text }))).toBe('one')
    expect(await state.read('a')).toBe('one, two')
    expect(await state.read('b')).toBeUndefined()
    await state.close()
  })

  test('forgets a text whose next is undefined', async () => {
    const state = await open()
    await state.update('a', () => ({ next: 'one', result: null }))
    await state.update('a', () => ({ next: undefined, result: null }))
    expect(await state.read('a')).toBeUndefined()
    expect(await state.update('a', (text) => ({ next: text, result: text }))).toBeUndefined()
    await state.close()
  })

  test('keeps the text when a step throws', async () => {
    const state = await open()
    await state.update('a', () => ({ next: 'one', result: null }))
    const failing = state.update('a', () => {
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await state.read('a')).toBe('one')
    expect(await state.update('a', (text) => ({ next: 'two', result: text }))).toBe('one')
    await state.close()
  })

  test('loses no update of several that come at once', async () => {
    const state = await open()
    const results = await Promise.all(Array.from({ length: 50 }, () => state.update('n', counted)))
    expect(results.toSorted((left, right) => left - right)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
    expect(await state.read('n')).toBe('50')
    await state.close()
  })

  test('takes any text', async () => {
    const state = await open()
    const text = `'"\\ \n ü \u{1f527} ${'x'.repeat(100_000)}`
    await state.update('a', () => ({ next: text, result: null }))
    expect(await state.read('a')).toBe(text)
    await state.close()
  })
}

/** What is asked of a state that outlives the one who opened it. */
export const sharesBetweenConnections = (open: () => Promise<SharedState>): void => {
  test('two see the same, and lose no update of each other', async () => {
    const both = [await open(), await open()]
    await Promise.all(both.flatMap((state) => Array.from({ length: 40 }, () => state.update('n', counted))))
    for (const state of both) expect(await state.read('n')).toBe('80')
    for (const state of both) await state.close()
  })

  test('what was written is there after closing', async () => {
    const first = await open()
    await first.update('a', () => ({ next: 'kept', result: null }))
    await first.close()
    const second = await open()
    expect(await second.read('a')).toBe('kept')
    await second.close()
  })
}
