import { palette } from './palette'

/** Frames drawn in the last full second of drawing, by whichever loop draws; for tests and the connection report. */
export let framesPerSecond = 0

export interface Loop {
  /** Draws again from the next frame on. Cheap to call often. */
  wake(): void
  stop(): void
}

/**
 * Calls `frame` once per display frame for as long as it answers true, then rests until `wake`. A picture at rest
 * costs nothing; other colours wake it. `dt` is in ms and at most 50, so that a tab that was away does not jump.
 */
export function startLoop(frame: (dt: number, now: number) => boolean): Loop {
  let handle = 0
  let last = 0
  let counted = 0
  let countFrom = 0

  const tick = (now: number) => {
    const dt = last === 0 ? 16 : Math.min(50, now - last)
    last = now
    if (now - countFrom >= 1_000) {
      if (countFrom !== 0 && now - countFrom < 1_200) framesPerSecond = counted
      counted = 0
      countFrom = now
    }
    counted++
    const more = frame(dt, now)
    handle = more ? requestAnimationFrame(tick) : 0
    if (!more) last = countFrom = 0
  }

  const loop: Loop = {
    wake() {
      if (handle === 0) handle = requestAnimationFrame(tick)
    },
    stop() {
      off()
      cancelAnimationFrame(handle)
      handle = -1 // never 0 again: a late wake stays without effect
    },
  }
  const off = palette.subscribe(loop.wake)
  return loop
}
