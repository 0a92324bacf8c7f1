import { describe, expect, it } from 'vitest'
import type { View } from './state'
import { checkpointsOf, Follower, recordedViewers, viewAt } from './testing/recorded'

/** Games with `Patches = false`: their state after the last whole one is their own model's, which games/recorded.test.ts proves. */
const REDUCE_THEIR_OWN = new Set(['sparks'])

function comparable(view: View, game: string): unknown {
  return REDUCE_THEIR_OWN.has(game) ? { ...view, state: null } : view
}

describe.each(recordedViewers())('$title', ({ recording, viewer }) => {
  const checkpoints = checkpointsOf(recording, viewer)

  it('SNP-1, DLV-1, from each snapshot the events lead to every later one', () => {
    for (const [i, start] of checkpoints.entries()) {
      const page = new Follower(recording, viewer)
      page.begin(start)
      for (const checkpoint of checkpoints.slice(i)) {
        page.goOn(checkpoint.seq)

        const { game, seq } = checkpoint
        expect(page.seq).toBe(seq)
        expect(comparable(page.view, game), `from ${start.seq} to ${seq}`).toEqual(comparable(viewAt(checkpoint, page.view), game))
      }
      page.goOn(recording.viewers[viewer]!.upTo)
      expect(page.seq).toBe(recording.viewers[viewer]!.upTo)
      expect(page.outOfStep).toBe(0)
    }
  })
})

it('DLV-1, the recordings hold what is for some alone', () => {
  const all = recordedViewers()

  expect(all.some(({ recording, viewer }) => recording.viewers[viewer]!.hidden.length > 0)).toBe(true)
  expect(all.some(({ recording }) => recording.checkpoints.some(({ state }) => (state as View).mine !== null))).toBe(true)
})
