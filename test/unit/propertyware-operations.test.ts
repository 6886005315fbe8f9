import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openClient } from '../../src/adapters/propertyware/client.js'
import { isAllowed, operations } from '../../src/adapters/propertyware/operations.js'
import { leapingClock } from '../support/virtual-clock.js'

const wsdl = readFileSync(new URL('../../src/adapters/propertyware/wsdl/PWServices.wsdl', import.meta.url), 'utf8')

describe('operations that may be called', () => {
  it('are exactly those of the WSDL that is shipped', () => {
    const inWsdl = new Set([...wsdl.matchAll(/<wsdl:operation name="(\w+)"/g)].map(([, name]) => name))
    expect(inWsdl).toEqual(new Set(Object.keys(operations)))
  })

  it.each(['deleteTransaction', 'clearNonSystemGLAccounts', 'deleteContact', 'submitApplicationPayment', 'enableQbMessages', 'toString', 'describe'])(
    '%s is not one of them, and nothing is sent',
    async (name) => {
      const client = openClient({
        url: new URL('http://127.0.0.1:1/'),
        username: 'u',
        password: 'p',
        limits: { timeoutMs: 100, maxBytes: 1000, maxDepth: 10 },
        tries: 1,
        concurrency: 1,
        clock: leapingClock('2031-01-01T00:00:00.000Z').clock,
        random: () => 0,
        log: undefined,
      })
      expect(isAllowed(name)).toBe(false)
      await expect(client.call(name as never, {})).rejects.toMatchObject({ kind: 'bug' })
      expect(client.requests()).toBe(0)
    },
  )
})
