const quoted = (value: string): string => (/^[\w:/.@-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`)

/** Variables as lines that a shell can read: `eval "$(pwsf sandbox ...)"` would not end, but a file of them can be sourced. */
export const renderExports = (variables: Readonly<Record<string, string>>, controlUrl: string): string =>
  [...Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`), `# control: ${controlUrl}`].join('\n')
