/**
 * Small named texts that all processes of one warehouse share: what is left of a request budget, which system is down. They describe the
 * present, not history: losing one costs a minute, never a record.
 */
export interface SharedState {
  /** The text under this name; undefined when there is none. */
  read(name: string): Promise<string | undefined>
  /**
   * Reads, decides and writes as one: no other process changes the text in between. `step` is pure and quick and may be asked more than once;
   * a `next` equal to what it was given writes nothing. Never waits for a transaction of the warehouse. Throws `storage`.
   */
  update<T>(name: string, step: (text: string | undefined) => { next: string | undefined; result: T }): Promise<T>
  close(): Promise<void>
}
