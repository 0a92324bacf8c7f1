/**
 * How a comet moves: one step of 1/30 s in doubles, semi-implicit Euler. The server moves every comet with the same
 * arithmetic (src/GameServer.Games/Sparks/Motion.cs); tests/protocol/sparks-motion.json holds both to it.
 */
export const DT = 1 / 30
/** ms of a step. */
export const STEP_MS = 1_000 / 30

/** The field, from (0, 0), units. */
export const WIDTH = 1_600
export const HEIGHT = 1_000
/** A comet's radius, units. */
export const RADIUS = 22

/** Units a second squared at full stick, and the drag that makes 320 the top speed. */
const THRUST = 1_400
export const DRAG = 4.375
const WALL_RESTITUTION = 0.5

/** What a dash adds to the speed, units a second. */
const DASH_SPEED = 520
/** Steps from a dash to the next, and steps in which it hits. */
export const DASH_COOLDOWN = 60
export const DASH_WINDOW = 8

/** A comet in flight: units, units a second, steps. */
export interface Body {
  x: number
  y: number
  vx: number
  vy: number
  /** Steps until the next dash is ready. */
  cooldown: number
  /** Steps left in which a touch is a hit. */
  dash: number
}

export function bodyAt(x: number, y: number, vx = 0, vy = 0): Body {
  return { x, y, vx, vy, cooldown: 0, dash: 0 }
}

/** One step, in place: a dash if one was pressed and is ready, then thrust and drag, then the walls. */
export function step(body: Body, stickX: number, stickY: number, dash: boolean): void {
  let [x, y] = Number.isFinite(stickX) && Number.isFinite(stickY) ? [stickX, stickY] : [0, 0]
  const length = Math.sqrt(x * x + y * y)
  if (length > 1) [x, y] = [x / length, y / length]

  if (body.cooldown > 0) body.cooldown--
  if (body.dash > 0) body.dash--
  if (dash && body.cooldown === 0) {
    const [ux, uy] = along(body, x, y)
    body.vx += ux * DASH_SPEED
    body.vy += uy * DASH_SPEED
    body.cooldown = DASH_COOLDOWN
    body.dash = DASH_WINDOW
  }

  body.vx += (x * THRUST - DRAG * body.vx) * DT
  body.vy += (y * THRUST - DRAG * body.vy) * DT
  body.x += body.vx * DT
  body.y += body.vy * DT
  body.vx = bounced(body.x, body.vx, WIDTH)
  body.vy = bounced(body.y, body.vy, HEIGHT)
  body.x = inside(body.x, WIDTH)
  body.y = inside(body.y, HEIGHT)
}

/** Where the stick points; without one, where the comet flies; at rest, to the right. */
function along(body: Body, x: number, y: number): [number, number] {
  const length = Math.sqrt(x * x + y * y)
  if (length > 0.01) return [x / length, y / length]
  const speed = Math.sqrt(body.vx * body.vx + body.vy * body.vy)
  return speed > 1 ? [body.vx / speed, body.vy / speed] : [1, 0]
}

/** The speed after the walls: one that leads out of the field is turned and halved. */
function bounced(position: number, speed: number, size: number): number {
  const out = (position < RADIUS && speed < 0) || (position > size - RADIUS && speed > 0)
  return out ? -speed * WALL_RESTITUTION : speed
}

function inside(position: number, size: number): number {
  return position < RADIUS ? RADIUS : position > size - RADIUS ? size - RADIUS : position
}
