const cells = 24

/** A bar that is full when all is done, e.g. `━━━━━━──────────────────  25%`. */
export const progressBar = (done: number, total: number): string => {
  const share = total <= 0 ? 1 : Math.min(1, Math.max(0, done / total))
  const full = Math.round(share * cells)
  return `${'━'.repeat(full)}${'─'.repeat(cells - full)} ${`${Math.floor(share * 100)}%`.padStart(4)}`
}

/** An estimate is not told more exactly than it is known: `less than a minute left`, `about 12 min left`, `about 3 h left`. */
export const timeLeft = (ms: number): string => {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1) return 'less than a minute left'
  return minutes < 120 ? `about ${minutes} min left` : `about ${Math.round(minutes / 60)} h left`
}
