import { cp, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** A change of the program's text that makes it wrong: `from` must occur exactly once in the file below src/. */
export interface Patch {
  file: string
  from: string
  to: string
}

const root = fileURLToPath(new URL('..', import.meta.url))

const standIns: readonly [own: string, target: string][] = [
  ['points.js', 'torture/points.js'],
  ['system-clock.js', 'adapters/system-clock.js'],
  ['warehouse.js', 'adapters/warehouse/index.js'],
  ['servicefusion.js', 'adapters/servicefusion/index.js'],
  ['propertyware.js', 'adapters/propertyware/index.js'],
]

const compile = (text: string, fileName: string): string =>
  ts.transpileModule(text, {
    fileName,
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
  }).outputText

const patched = (text: string, file: string, patches: readonly Patch[]): string =>
  patches
    .filter((patch) => patch.file === file)
    .reduce((before, { from, to }) => {
      if (before.split(from).length !== 2) throw new Error(`a planted bug no longer fits: ${JSON.stringify(from)} is not in src/${file} exactly once`)
      return before.replace(from, () => to)
    }, text)

/**
 * A private copy of the program in `folder`, built as `npm run build` does, whose adapters are wrapped in crash points (torture/inside). The
 * program itself knows nothing of them. Returns the path of its `bin/pwsf.js`.
 */
export const buildProgram = async (folder: string, patches: readonly Patch[] = []): Promise<string> => {
  const source = join(root, 'src')
  for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const file = relative(source, path)
    const target = join(folder, 'dist', file)
    await mkdir(dirname(target), { recursive: true })
    if (!file.endsWith('.ts')) await cp(path, target)
    else await writeFile(target.replace(/\.ts$/, '.js'), compile(patched(await readFile(path, 'utf8'), file, patches), path))
  }
  for (const patch of patches) await readFile(join(source, patch.file))
  for (const [own, name] of standIns) {
    const target = join(folder, 'dist', name)
    await mkdir(dirname(target), { recursive: true })
    if (target.endsWith('index.js')) await rename(target, join(dirname(target), 'real.js'))
    await cp(join(root, 'torture/inside', own), target)
  }
  await cp(join(root, 'bin'), join(folder, 'bin'), { recursive: true })
  await cp(join(root, 'package.json'), join(folder, 'package.json'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  return join(folder, 'bin/pwsf.js')
}
