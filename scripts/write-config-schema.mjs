// Writes schema/pwsf.config.schema.json from the settings that the program itself checks (dist/ must be built).
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileJsonSchema } from '../dist/config/schema.js'

const folder = new URL('../schema/', import.meta.url)
mkdirSync(folder, { recursive: true })
writeFileSync(new URL('pwsf.config.schema.json', folder), `${JSON.stringify(fileJsonSchema(), null, 2)}\n`)
