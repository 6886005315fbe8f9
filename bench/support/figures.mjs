export const median = (numbers) => {
  const sorted = numbers.toSorted((left, right) => left - right)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

export const seconds = (ms) => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`
export const milliseconds = (ms) => `${Math.round(ms)} ms`
export const perSecond = (count, ms) => `${Math.round((count * 1000) / ms).toLocaleString('en')} rows/s`
export const megabytes = (bytes) => bytes / 1_048_576
export const thousands = (count) => count.toLocaleString('en')

/** What `work` cost this process: wall and processor time, in ms. Processor time is what stays comparable on a busy machine. */
export const timed = async (work) => {
  const cpu = process.cpuUsage()
  const start = performance.now()
  const result = await work()
  const wallMs = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  return { result, wallMs, cpuMs: (user + system) / 1000 }
}
