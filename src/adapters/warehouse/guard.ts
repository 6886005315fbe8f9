/** The same functions, with `before` run ahead of each call and whatever they throw translated. */
export const guard = <T extends object>(
  api: T,
  around: { before?: () => void; turn?: <R>(work: () => Promise<R>) => Promise<R>; mapError: (error: unknown) => Error },
): T => {
  const call = async (method: (...args: unknown[]) => Promise<unknown>, args: unknown[]): Promise<unknown> => {
    around.before?.()
    try {
      return await (around.turn === undefined ? method(...args) : around.turn(() => method(...args)))
    } catch (error) {
      throw around.mapError(error)
    }
  }
  const guarded = Object.entries(api).map(([name, method]) => [name, (...args: unknown[]) => call(method as (...args: unknown[]) => Promise<unknown>, args)])
  return Object.fromEntries(guarded) as T
}
