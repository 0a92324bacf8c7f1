import type { Client, Off } from '../sdk'

/** An event as a game's model takes it. */
export interface RoomEvent {
  type: string
  at: number
  data: unknown
}

/** The longest round of the liveliest game has 6,100; a room without matches may go on for ever, and needs none. */
const MOST = 8_000

const kept = new WeakMap<object, RoomEvent[]>()

/**
 * Keeps, for every room, its events since `room.state` was last put in place whole: at a snapshot, a match's start, a
 * change of game. A game whose state is made of events alone finds them here when its code arrives after its room.
 */
export function keepEvents(client: Client): Off {
  return client.onRoom(room => {
    let events: RoomEvent[] = []
    const anew = () => kept.set(room, (events = []))
    anew()
    room.onSnapshot(anew)
    room.onAny((data, { type, at }) => {
      if (type === 'started' || (type === 'patch' && 'game' in (data as object))) anew()
      if (events.length < MOST) events.push({ type, at, data })
    })
  })
}

/** The room's events since its state was last whole, in order. */
export function eventsOf(room: object): readonly RoomEvent[] {
  return kept.get(room) ?? []
}
