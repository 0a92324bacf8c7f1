import { framesPerSecond } from '../kit/loop'
import { shownPictures, shownStates, type Picture } from '../kit/shown'
import type { Room } from '../sdk'
import { canonical, fnv1a } from './hash'
import { room } from './room'
import { caughtUp, link } from './session'

/** What browser tests may read, and nothing else: `?test` in the address. */
export interface TestView {
  seq: number
  epoch: string
  /** FNV-1a 32 over the room's state as canonical JSON: equal in two browsers that show the same. */
  hash: string
  /** Events caught up after drops since the page was loaded. */
  missed: number
  fps: number
  /** The link's state and the own seat: "live 0", "waiting 1", "live no seat"; or "no room". */
  seatState: string
  /** Of a realtime game; null elsewhere. */
  picture: Picture | null
}

export function exposeForTests(): void {
  Object.defineProperty(window, '__test', {
    get: (): TestView => {
      const shown = room.peek()
      return {
        seq: shown?.seq ?? 0,
        epoch: shown?.epoch ?? '',
        hash: hashOf(shown),
        missed: caughtUp.peek(),
        fps: framesPerSecond,
        seatState: shown ? `${link.peek().state} ${shown.seat ?? 'no seat'}` : 'no room',
        picture: (shown && shownPictures.get(shown)?.()) ?? null,
      }
    },
  })
}

/** Deadlines are left out: they are moments, as exact as each browser's idea of the server's clock. */
function hashOf(shown: Room | null): string {
  const { deadlines: _, ...kept } = shown?.state ?? {}
  const state = (shown && shownStates.get(shown)?.()) ?? kept
  return fnv1a(canonical({ state, phase: shown?.table.phase, result: shown?.table.result }))
}
