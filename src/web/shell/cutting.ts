import { cuttable } from './cut'
import { client } from './session'

/** The page's own way to the server, so that a room can show what a lost connection does. */
export const { dial, probe, cut } = cuttable()

/** Cuts the connection, and dials again as soon as it can: a browser says `online` when its network is back. */
export function cutAndReturn(ms: number): void {
  cut(ms)
  setTimeout(() => client().link.state === 'waiting' && client().retryNow(), ms)
}
