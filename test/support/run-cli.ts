import { processIo, run } from '../../src/main.js'

process.exitCode = await run(process.argv.slice(2), processIo())
