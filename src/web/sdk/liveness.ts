/** When a link is doubted and when it is given up: after silence, judged by received bytes and a timer alone. */
export const LIVENESS = {
  /** How often it is judged. */
  tickMs: 250,
  /** Silence that makes a turn-based game's link shaky, and that ends it. */
  turnBased: { shakyMs: 2_500, deadMs: 5_000 },
  /** The same while frames come: motion that stands still is seen at once. */
  realtime: { shakyMs: 1_200, deadMs: 2_500 },
  /** Timers of a hidden page run late, and nobody looks: it is shown no quality. */
  hidden: { shakyMs: Infinity, deadMs: 30_000 },
  /** Frames that came this long ago still make a link a realtime one. */
  framesMs: 5_000,
  /** Asked after this much silence ... */
  quietPingMs: 1_000,
  /** ... and now and then while the server talks, for the clock and the chip. */
  busyPingMs: 3_000,
  hiddenPingMs: 10_000,
  /** A slower round trip is shaky; it is good again below the second figure. */
  slowRttMs: 250,
  fastRttMs: 200,
  /**
   * After a wake-up the link has this long to answer, or three round trips: a person who looks again is to be live within a
   * second (CON-6), and the dial takes the rest of it.
   */
  probeMs: 500,
  /** A tick this much late, by either clock, means that the computer or the page slept: silence proves nothing. */
  sleptMs: 2_000,
} as const

export interface Circumstances {
  /** ms since the last byte. */
  silence: number
  hidden: boolean
  /** Frames came lately. */
  realtime: boolean
  /** What the browser says of its network. */
  online: boolean
  /** Smoothed round trip, ms. */
  rtt: number | undefined
  /** The last verdict, so that it does not flicker. */
  quality: 'good' | 'shaky'
}

/** What a link is worth after this much silence. */
export function judge(c: Circumstances): 'good' | 'shaky' | 'dead' {
  const limits = c.hidden ? LIVENESS.hidden : c.realtime ? LIVENESS.realtime : LIVENESS.turnBased
  if (c.silence > limits.deadMs) return 'dead'
  if (c.silence > limits.shakyMs || !c.online) return 'shaky'
  const slow = c.quality === 'shaky' ? LIVENESS.fastRttMs : LIVENESS.slowRttMs
  return !c.hidden && c.rtt !== undefined && c.rtt > slow ? 'shaky' : 'good'
}

/** Whether to ask for a sign of life. */
export function pingDue(silence: number, sincePing: number, hidden: boolean): boolean {
  if (hidden) return sincePing >= LIVENESS.hiddenPingMs
  return sincePing >= (silence >= LIVENESS.quietPingMs ? LIVENESS.quietPingMs : LIVENESS.busyPingMs)
}
