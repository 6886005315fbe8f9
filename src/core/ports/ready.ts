/** Called right before a write leaves for a remote system. What it throws keeps the write from being sent and reaches the caller unchanged. */
export type Ready = () => Promise<void>
