import { AsyncLocalStorage } from 'node:async_hooks'
import { PwsfError } from '../../core/errors.js'

/** Lets one piece of work at a time use a connection; the others wait their turn. */
export interface Exclusive {
  run: <T>(work: () => Promise<T>) => Promise<T>
}

/** Work that asks for its own turn again would wait for itself forever; `complaint` is thrown instead. */
export const createExclusive = (complaint: string): Exclusive => {
  const inside = new AsyncLocalStorage<boolean>()
  let tail: Promise<unknown> = Promise.resolve()
  return {
    run: async (work) => {
      if (inside.getStore() === true) throw new PwsfError('bug', complaint)
      const turn = tail.then(() => inside.run(true, work))
      tail = turn.catch(() => undefined)
      return turn
    },
  }
}
