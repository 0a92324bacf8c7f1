import type { Poster } from '../../kit/module'
import { Arena } from './arena'
import { lookOf } from '../../kit/palette'
import { bodyAt, step, STEP_MS, type Body } from './motion'
import type { Spark } from './model'
import type { Comet } from './netcode'

const LOOP_MS = 4_000
/** A window of the field, units: the poster looks closer than the game. */
const VIEW = { x: 490, y: 285, width: 620, height: 430 }
const PLAYERS = [0, 7, 1].map(look => ({ name: '', look }))
/** When aqua dashes into pink, steps. */
const DASH_AT = 58
const CROWN_AT = 82

function placed(x: number, y: number, vx: number, vy: number): Body {
  return bodyAt(VIEW.x + x, VIEW.y + y, vx, vy)
}

/** One short scene, always the same, flown by the game's own motion: three eat, one dashes, gold bursts out. */
function makePoster(): Poster {
  let arena = new Arena()
  let bodies: Body[] = []
  let field = new Map<number, Spark>()
  let steps = 0
  let last = 0

  function begin(): void {
    arena = new Arena()
    bodies = [placed(70, 330, 120, -60), placed(560, 110, -140, 40), placed(300, 40, 60, 120)]
    field = new Map()
    for (let id = 1; id <= 22; id++) {
      field.set(id, { id, x: VIEW.x + 40 + 540 * ((id * 0.7548777) % 1), y: VIEW.y + 36 + 360 * ((id * 0.5698403) % 1), value: id === 11 ? 2 : 1 })
    }
    steps = 0
    last = 0
  }

  function flyStep(): void {
    steps++
    const [aqua, pink, lemon] = bodies as [Body, Body, Body]
    const towards = (body: Body, x: number, y: number, dash = false) => {
      const [dx, dy] = [x - body.x, y - body.y]
      const far = Math.hypot(dx, dy) || 1
      step(body, dx / far, dy / far, dash)
    }
    const a = steps / 19
    towards(pink, VIEW.x + 330 + 150 * Math.cos(a), VIEW.y + 220 + 95 * Math.sin(a))
    towards(lemon, VIEW.x + 300 + 190 * Math.cos(2 - a * 0.8), VIEW.y + 210 + 130 * Math.sin(2 - a * 0.8))
    if (steps < DASH_AT - 12) towards(aqua, VIEW.x + 190 + 70 * Math.cos(a * 1.4), VIEW.y + 250 + 80 * Math.sin(a * 1.4))
    else towards(aqua, pink.x + pink.vx * 0.1, pink.y + pink.vy * 0.1, steps === DASH_AT)
    bodies.forEach((body, seat) => {
      for (const spark of field.values()) {
        if ((spark.x - body.x) ** 2 + (spark.y - body.y) ** 2 > 36 ** 2 || (spark.id > 100 && steps < DASH_AT + 30)) continue
        field.delete(spark.id)
        arena.pull(spark, seat)
      }
    })
    if (aqua.dash > 0 && Math.hypot(aqua.x - pink.x, aqua.y - pink.y) < 56) burst(aqua, pink)
  }

  function burst(by: Body, victim: Body): void {
    const dropped = Array.from({ length: 9 }, (_, i) => {
      const angle = (Math.PI * 2 * (i + 0.3)) / 9
      const far = 70 + ((i * 37) % 60)
      return { id: 101 + i, x: victim.x + far * Math.cos(angle), y: victim.y + far * Math.sin(angle) }
    })
    const far = Math.hypot(victim.x - by.x, victim.y - by.y) || 1
    victim.vx += ((victim.x - by.x) / far) * 480
    victim.vy += ((victim.y - by.y) / far) * 480
    by.vx *= -0.2
    by.vy *= -0.2
    by.dash = 0
    arena.burst(victim, dropped, lookOf(PLAYERS[1]!.look).colour, false, false)
    for (const spark of dropped) field.set(spark.id, { ...spark, value: 1 })
  }

  begin()
  return {
    still: 2_150,
    draw(g, w, h, t) {
      const at = t % LOOP_MS
      if (at < last) begin()
      const scale = Math.max(w / VIEW.width, h / VIEW.height)
      // A still picture asks for one late moment only: play up to it.
      do {
        const dt = Math.min(33, at - last)
        last += dt
        while (steps * STEP_MS < last) flyStep()
        // A narrow picture follows the one that dashes.
        const narrow = Math.max(0, 1 - w / scale / VIEW.width)
        const middle = VIEW.x + VIEW.width / 2
        const left = w / 2 - (middle + (bodies[0]!.x - middle) * narrow) * scale
        const top = h / 2 - (VIEW.y + VIEW.height / 2) * scale
        const comets = bodies.map((body, seat): Comet => ({ ...body, seat, dashing: body.dash > 0, shielded: false, stale: false, cooldown: 0 }))
        arena.draw(g, w, h, { scale, left, top, whole: true }, {
          comets,
          field: field.values(),
          isHidden: () => false,
          crown: steps < CROWN_AT ? 1 : 0,
          own: null,
          player: seat => PLAYERS[seat],
          names: false,
          calm: false,
        }, dt)
      } while (last < at)
    },
  }
}

export const poster = makePoster()
