/** How long the rest takes if it goes on as before, in milliseconds; undefined before anything is done. */
export const timeLeft = (elapsedMs: number, done: number, total: number): number | undefined =>
  done <= 0 ? undefined : Math.round((elapsedMs / done) * (total - done))
