import type { SharedState } from '../../core/ports/shared-state.js'

/**
 * Shared state of this process only. With `base` it begins with what that holds and keeps every change to itself: a dry run respects what
 * others found out, and writes nothing. Closing it closes the base.
 */
export const openMemorySharedState = (base?: SharedState): SharedState => {
  const known = new Map<string, string | undefined>()
  const learn = async (name: string): Promise<void> => {
    if (base === undefined || known.has(name)) return
    const text = await base.read(name)
    // It may have been changed here while it was read there.
    if (!known.has(name)) known.set(name, text)
  }
  return {
    read: async (name) => {
      await learn(name)
      return known.get(name)
    },
    update: async (name, step) => {
      await learn(name)
      const { next, result } = step(known.get(name))
      known.set(name, next)
      return result
    },
    close: async () => base?.close(),
  }
}
