/** From the field's units to CSS pixels: x * scale + left. */
export interface Camera {
  scale: number
  left: number
  top: number
  /** The whole field is in sight; else it follows. */
  whole: boolean
}

/** Below this many pixels a unit the whole field would be too small to play on. */
const SMALLEST = 0.61
/** Units across the short side where the camera follows. */
const ACROSS = 640
/** Units of the dark round the field that may be seen. */
const MARGIN = 20
const FOLLOW_MARGIN = 90

/** The camera of a picture of `w` x `h` pixels on a field; `at` is what to follow if it must. */
export function cameraOn(field: { width: number; height: number }, w: number, h: number, at: { x: number; y: number }): Camera {
  const fit = Math.min(w / (field.width + 2 * MARGIN), h / (field.height + 2 * MARGIN))
  if (fit >= SMALLEST) {
    return { scale: fit, left: (w - field.width * fit) / 2, top: (h - field.height * fit) / 2, whole: true }
  }
  const scale = Math.min(w, h) / ACROSS
  return { scale, left: edge(w, field.width, at.x, scale), top: edge(h, field.height, at.y, scale), whole: false }
}

/** Follows along one axis, and stops where the field does. */
function edge(pixels: number, size: number, at: number, scale: number): number {
  const all = (size + 2 * FOLLOW_MARGIN) * scale
  if (all <= pixels) return (pixels - size * scale) / 2
  const most = FOLLOW_MARGIN * scale
  return Math.min(most, Math.max(pixels - size * scale - most, pixels / 2 - at * scale))
}
