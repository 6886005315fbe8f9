import { bench } from './support/bench.mjs'
import { median, megabytes, milliseconds, seconds } from './support/figures.mjs'
import { runScript, startServer } from './support/processes.mjs'

const about = {
  name: 'decoder',
  measures:
    'one SOAP answer of 20 MB read by pwsf (streamed, checked, turned into records) and by the decoder of the soap package (only decoded), each in a process of its own; sizes are MB',
  sizes: [20],
  quickSizes: [4],
}

const server = new URL('support/serve-answer.mjs', import.meta.url).pathname

const readOnce = async (which, size) => {
  const { ready, stop } = await startServer([server, String(size)])
  try {
    const run = await runScript('decode-answer.mjs', [which, ready.url], { nodeFlags: ['--expose-gc'] })
    return { ...run, expected: ready.rows }
  } finally {
    await stop()
  }
}

const measureSize = async (size, rounds, note) => {
  const runs = []
  for (let number = 0; number < rounds; number += 1) {
    const own = await readOnce('pwsf', size)
    if (own.result.rows !== own.expected) throw new Error(`${own.result.rows} of ${own.expected} rows`)
    const peer = await readOnce('soap', size)
    for (const [name, { result, peakRssBytes, expected }] of Object.entries({ pwsf: own, soap: peer })) {
      note(
        `${size} MB: ${name} ${seconds(result.wallMs)}, stall ${milliseconds(result.longestStallMs)}, peak ${Math.round(megabytes(peakRssBytes))} MB, ${result.rows} of ${expected} rows`,
      )
    }
    runs.push({ own, peer })
  }
  const of = (pick) => median(runs.map(pick))
  const line = (name, pick, text, more) => ({
    case: `${size} MB: ${name}`,
    value: text(of(({ own }) => pick(own))),
    against: `soap ${text(of(({ peer }) => pick(peer)))}`,
    ratio: of(({ own, peer }) => pick(own) / pick(peer)),
    ...more,
  })
  const stall = of(({ own }) => own.result.longestStallMs)
  const growth = of(({ own }) => megabytes(own.result.growthBytes))
  const mb = (bytes) => `${Math.round(megabytes(bytes))} MB`
  return [
    line(
      'time',
      ({ result }) => result.wallMs,
      (ms) => `${seconds(ms)}, ${((size * 1000) / ms).toFixed(1)} MB/s`,
    ),
    line('longest stall of the event loop', ({ result }) => result.longestStallMs, milliseconds, { figure: stall, limit: 1000, unit: 'ms' }),
    line('memory grown by', ({ result }) => result.growthBytes, mb, { figure: growth, limit: 200, unit: 'MB' }),
    line('peak memory of the process', ({ peakRssBytes }) => peakRssBytes, mb),
  ]
}

await bench(about, async ({ sizes, rounds, note }) => {
  const rows = []
  for (const size of sizes) rows.push(...(await measureSize(size, rounds, note)))
  return rows
})
