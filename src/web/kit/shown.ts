import type { Room } from '../sdk'

/**
 * What pages show of rooms whose game is made of events alone, so that `room.state` grows old: for tests, which compare
 * pages with each other.
 */
export const shownStates = new WeakMap<Room, () => unknown>()
