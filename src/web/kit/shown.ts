/** How well a realtime picture is doing; for tests. */
export interface Picture {
  /** Where the own body is drawn; null without one. */
  own: { x: number; y: number } | null
  bodies: number
  /** What frames moved the own body by, 95th percentile of the last ten seconds, units. */
  correction: number
  /** Times the events alone led elsewhere than the server's own count: a bug each. */
  desyncs: number
}

export const shownPictures = new WeakMap<object, () => Picture>()

/**
 * What pages show of rooms whose game is made of events alone, so that `room.state` grows old: for tests, which compare
 * pages with each other.
 */
export const shownStates = new WeakMap<object, () => unknown>()
