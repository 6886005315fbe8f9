import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { fileJsonSchema } from '../../src/config/schema.js'
import { secret } from '../../src/config/secret.js'
import { settings } from '../../src/config/settings.js'

describe('the published schema of pwsf.config.json', () => {
  it('is up to date (npm run build, then node scripts/write-config-schema.mjs)', () => {
    const published: unknown = JSON.parse(readFileSync(new URL('../../schema/pwsf.config.schema.json', import.meta.url), 'utf8'))
    expect(published).toEqual(JSON.parse(JSON.stringify(fileJsonSchema())))
  })

  it('has every setting that is no secret, and no secret', () => {
    const properties = fileJsonSchema()['properties'] as Record<string, { properties?: Record<string, unknown> }>
    for (const { path, secret: isSecret } of settings) {
      const [first = '', second] = path
      const known = second === undefined ? first in properties : second in (properties[first]?.properties ?? {})
      expect({ path, known }).toEqual({ path, known: isSecret !== true })
    }
  })
})

describe('a secret', () => {
  it('says [secret] wherever it could be printed', () => {
    const password = secret('hunter2-example')
    expect([String(password), JSON.stringify({ password }), inspect({ password })].join()).not.toContain('hunter2')
    expect(password.reveal()).toBe('hunter2-example')
  })
})
