import { describe, expect, test } from 'vitest'
import { openMemorySharedState } from '../../src/adapters/memory/shared-state.js'
import { sharedStateContract } from './shared-state/suite.js'

describe('shared state in memory', () => {
  sharedStateContract(async () => openMemorySharedState())
})

describe('shared state in memory over another one', () => {
  sharedStateContract(async () => openMemorySharedState(openMemorySharedState()))

  test('begins with what the other holds and keeps its changes to itself', async () => {
    const base = openMemorySharedState()
    await base.update('a', () => ({ next: 'base', result: null }))
    const over = openMemorySharedState(base)
    expect(await over.update('a', (text) => ({ next: 'over', result: text }))).toBe('base')
    expect(await over.read('a')).toBe('over')
    expect(await base.read('a')).toBe('base')
  })
})
