import type { Poster } from '../../kit/module'
import { Thread } from './thread'

const LOOP_MS = 4_000
const EACH_MS = 330
const PEOPLE = [1, 0, 7, 6].map((look, i) => ({ id: `p${i}`, look, away: false }))
const THROWS = [0, 2, 1, 3, 0, 1, 2, 3, 1, 0]

/** Four people throw sparks; one loses the connection for a moment and catches up. The thread is the lounge's own. */
function makePoster(): Poster {
  let thread = fresh(0)
  let thrown = 0
  let seq = 40
  let before = 0

  function fresh(from: number): Thread {
    const made = new Thread(() => false)
    made.me = 'p1'
    made.begin(
      Array.from({ length: 12 }, (_, i) => ({
        seq: from + 29 + i,
        look: PEOPLE[i % 4]!.look,
        kind: i % 5 === 3 ? ('chat' as const) : ('spark' as const),
        caughtUp: false,
      })),
    )
    return made
  }

  return {
    still: 2_600,
    draw(g, w, h, t) {
      const at = t % LOOP_MS
      const scale = Math.max(0.62, Math.min(1.15, w / 560))
      thread.people = PEOPLE.slice(0, w / scale < 280 ? 2 : 4)
      if (at < before) thrown = 0
      // The still picture asks for one late moment only: play up to it.
      for (let now = before > at ? 0 : before; now < at; now += 16) {
        thread.away = now > 1_100 && now < 2_200
        while (thrown < THROWS.length && thrown * EACH_MS < now) {
          // Thrown while away: arrives when the connection is back.
          if (thrown * EACH_MS > 1_100 && now < 2_200) break
          const late = thrown * EACH_MS > 1_100 && thrown * EACH_MS < 2_200
          const by = PEOPLE[THROWS[thrown]!]!
          thread.add({ seq: ++seq, look: by.look, kind: thrown % 4 === 2 ? 'chat' : 'spark', caughtUp: late }, by.id)
          thrown++
        }
        thread.step(16)
      }
      before = at
      if (seq > 900) {
        seq = 40
        thread = fresh(0)
      }
      g.save()
      g.scale(scale, scale)
      thread.draw(g, w / scale, h / scale)
      g.restore()
    },
  }
}

export const poster = makePoster()
