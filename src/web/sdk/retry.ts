/** First retry at once, then slower to a ceiling; a hidden tab waits longer; jitter spreads a returning crowd (CON-6). */
export const RETRY = {
  stepsMs: [0, 200, 500, 1_000, 2_000, 3_000],
  jitter: 0.3,
  /** A hidden page doubles its wait from the last step up to this. */
  hiddenCeilingMs: 60_000,
  /** A link that lived shorter did not end the series: a server that closes at once is not dialled in a loop. */
  stableMs: 1_000,
  /** A dial without welcome counts as failed after this. */
  dialMs: 4_000,
} as const

/** How long to wait before dial number `attempt` (1, 2, 3 ...) of a series; `random` is 0 to 1. */
export function retryDelay(attempt: number, hidden: boolean, random: number): number {
  const steps = RETRY.stepsMs
  const last = steps.length - 1
  const ceiling = steps[last] ?? 0
  const beyond = attempt - 1 - last
  const base = steps[attempt - 1] ?? (hidden ? Math.min(RETRY.hiddenCeilingMs, ceiling * 2 ** beyond) : ceiling)
  return Math.round(base * (1 + RETRY.jitter * (2 * random - 1)))
}
