// Builds dist/ after `npm ci` in a checkout. With `--omit=dev` there is no compiler: dist/ is then expected to be there already.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))

if (existsSync(compiler) && existsSync(new URL('../tsconfig.build.json', import.meta.url))) {
  const run = (args) => {
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
    if (status !== 0) process.exit(status ?? 1)
  }
  run([compiler, '-p', 'tsconfig.build.json'])
  run(['scripts/copy-assets.mjs'])
}
