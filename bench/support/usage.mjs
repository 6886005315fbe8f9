import { readFileSync, writeFileSync } from 'node:fs'

// Preloaded into measured processes (node --import): at the end it writes down what the process cost, where PWSF_BENCH_USAGE says.

/** Linux counts the memory of the process that started this one into `maxRSS`; the kernel's high-water mark of the memory itself does not. */
const peakRssBytes = () => {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    if (kilobytes !== undefined) return Number(kilobytes) * 1024
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024
}

process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  writeFileSync(process.env['PWSF_BENCH_USAGE'] ?? '/dev/null', JSON.stringify({ cpuMs: (user + system) / 1000, peakRssBytes: peakRssBytes() }))
})
