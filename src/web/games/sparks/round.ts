import { eventsOf } from '../../kit/backlog'
import { shownStates } from '../../kit/shown'
import type { Award, Outcome as Shown } from '../../kit/module'
import type { Room } from '../../sdk'
import type { Sparks } from '../types'
import { STEP_MS } from './motion'
import { apply, init, readOutcome, standing, ticksLeft, type Model } from './model'

/** The running round of a room as this page knows it; kept beside the room, so that clock and result can ask for it. */
const models = new WeakMap<Room<Sparks>, Model>()

export function modelOf(room: Room<Sparks>): Model {
  return models.get(room) ?? keep(room, fromStart(room))
}

/** The model from the room's last whole state on. */
export function fromStart(room: Room<Sparks>): Model {
  return eventsOf(room).reduce(apply, init({ state: room.state, result: room.table.result }))
}

export function keep(room: Room<Sparks>, model: Model): Model {
  models.set(room, model)
  shownStates.set(room, () => comparable(modelOf(room)))
  return model
}

/** What must be equal on two pages that took the same events, whenever they came. */
function comparable({ field, ...model }: Model): unknown {
  return { ...model, tick: 0, at: 0, field: [...field.values()].toSorted((a, b) => a.id - b.id) }
}

/** Nobody follows the room any more: whoever asks next begins at its last whole state. */
export function forget(room: Room<Sparks>): void {
  models.delete(room)
}

export function clock(room: Room<Sparks>): { until: number; of: number } | null {
  const model = modelOf(room)
  if (room.table.phase !== 'playing' || model.at === 0) return null
  return { until: model.at + ticksLeft(model, model.tick) * STEP_MS, of: model.roundTicks * STEP_MS }
}

export function ranks(room: Room<Sparks>): { seat: number; score: number }[] {
  return standing(modelOf(room))
}

export function outcome(room: Room<Sparks>): Shown | null {
  const read = room.table.phase === 'ended' ? readOutcome(room.table.result) : null
  return read && { winners: read.ranking.slice(0, 1), onTime: false }
}

/** At most three sentences: what one can be proud of. */
export function awards(room: Room<Sparks>): Award[] {
  const read = readOutcome(room.table.result)
  if (!read) return []
  const { mostStolen, longestCrown, bestComeback } = read
  const found: Award[] = []
  if (mostStolen !== null) found.push({ key: 'award.stolen', seat: mostStolen, params: { n: read.stolen[mostStolen] ?? 0 } })
  if (longestCrown !== null) found.push({ key: 'award.crown', seat: longestCrown })
  if (bestComeback !== null) found.push({ key: 'award.comeback', seat: bestComeback })
  return found
}
