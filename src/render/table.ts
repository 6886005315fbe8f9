import Table from 'cli-table3'

export interface Column {
  title: string
  align?: 'left' | 'right'
  /** Takes part of the width that is left over; the others are as wide as their content. */
  flexible?: true
}

const smallest = 12
const borderPerColumn = 3
const headerLine = 2

const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => Math.max(...text.split('\n').map((line) => line.length))))

/** Widths that fit `width`: rigid columns get what they need, flexible ones share the rest (never below a readable minimum). */
const fitColumns = (columns: readonly Column[], rows: readonly (readonly string[])[], width: number): number[] => {
  const natural = columns.map(({ title }, index) => longest([title, ...rows.map((row) => row[index] ?? '')]))
  const rigid = natural.reduce((sum, needed, index) => (columns[index]?.flexible ? sum : sum + needed), 0)
  let left = width - 1 - borderPerColumn * columns.length - rigid
  let sharing = columns.filter(({ flexible }) => flexible).length
  return natural.map((needed, index) => {
    if (!columns[index]?.flexible) return needed
    const given = Math.max(smallest, Math.min(needed, Math.floor(left / sharing)))
    left -= given
    sharing -= 1
    return given
  })
}

/** A table no wider than `width`; long cells wrap. Cells are plain text, already harmless. */
export const renderTable = (columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string => {
  const widths = fitColumns(columns, rows, width)
  const isFlat = rows.every((row) => row.every((cell, index) => !cell.includes('\n') && cell.length <= (widths[index] ?? 0)))
  const table = new Table({
    head: columns.map(({ title }) => title),
    colWidths: widths.map((inner) => inner + 2),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { head: [], border: [] },
  })
  table.push(...rows.map((row) => [...row]))
  const lines = table.toString().split('\n')
  // Lines between rows help only where a row has more than one line; the one below the titles stays.
  return (isFlat ? lines.filter((line, index) => index <= headerLine || !line.startsWith('├')) : lines).join('\n')
}
