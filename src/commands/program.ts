import { Command as Program, CommanderError, Option } from 'commander'
import { PwsfError } from '../core/errors.js'
import type { Command } from './command.js'
import { type Flag, globalFlags, keyOf, variableOf } from './flags.js'
import { commands } from './index.js'
import type { Given } from './values.js'

/** The command line, understood: a command with what was given, or a text to print (help). */
export type Call = { command: Command; given: Given; positionals: Readonly<Record<string, string>> } | { print: string }

const takesValue = ({ syntax }: Flag): boolean => syntax.includes('<')

/** The first word that is no flag and no flag's value. `help sync` counts as `sync`. */
const calledName = (argv: readonly string[]): string | undefined => {
  const withValue = new Set(globalFlags.filter(takesValue).map(({ syntax }) => syntax.split(' ')[0]))
  const words = argv.filter((word, index) => !word.startsWith('-') && !withValue.has(argv[index - 1]))
  return words[0] === 'help' ? words[1] : words[0]
}

const optionOf = (flag: Flag): Option => new Option(flag.syntax, `${flag.description} [${variableOf(flag)}]`)

const helpFooter = (examples: readonly string[]): string => `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}\n`

const general = ['pwsf sync --sandbox', 'pwsf dry-run', 'pwsf status --json']

const usageError = (error: CommanderError): PwsfError => {
  const message = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')
  return new PwsfError('usage', message, { next: 'pwsf --help lists the commands, pwsf COMMAND --help its flags.' })
}

/** Reads the command line. Only the called command's module is loaded. Throws `usage`. */
export const parseCommandLine = async (argv: readonly string[], version: string): Promise<Call> => {
  const name = calledName(argv)
  const called = await commands.find((entry) => entry.name === name)?.load()
  let printed = ''
  const out = (text: string): void => {
    printed += text
  }
  const call: { found?: Call } = {}

  const program = new Program('pwsf')
    .description('Keeps PropertyWare and ServiceFusion in step, with the full history of both in a warehouse.')
    .version(version, '-V, --version')
    .configureHelp({ showGlobalOptions: true, helpWidth: 110 })
    .configureOutput({ writeOut: out, writeErr: () => undefined, outputError: () => undefined })
    .exitOverride()
    .addHelpText('after', () => helpFooter(general))
  for (const flag of globalFlags) program.addOption(optionOf(flag))

  for (const entry of commands) {
    const sub = program
      .command(entry.name)
      .description(entry.description)
      .allowExcessArguments(false)
      .configureHelp({ showGlobalOptions: true, helpWidth: 110 })
    if (called?.name !== entry.name) continue
    for (const { syntax, description } of called.arguments ?? []) sub.argument(syntax, description)
    for (const flag of called.flags) sub.addOption(optionOf(flag))
    sub.addHelpText('after', helpFooter(called.examples))
    sub.action(() => {
      const typed = [...globalFlags, ...called.flags].map(keyOf).filter((key) => sub.getOptionValueSourceWithGlobals(key) === 'cli')
      const all = sub.optsWithGlobals<Record<string, unknown>>()
      const positionals = sub.registeredArguments.map((argument, index): [string, string | undefined] => [argument.name(), sub.args[index]])
      call.found = {
        command: called,
        given: Object.fromEntries(typed.map((key) => [key, all[key]])),
        positionals: Object.fromEntries(positionals.filter((pair): pair is [string, string] => pair[1] !== undefined)),
      }
    })
  }

  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { print: printed }
    if (error.code === 'commander.help')
      throw new PwsfError('usage', 'no command was given', { next: `Begin with one of: ${general.join(' · ')}, or see pwsf --help.` })
    throw usageError(error)
  }
  return call.found ?? { print: printed }
}
