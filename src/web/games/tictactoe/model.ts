import type { Unread } from '../../kit/module'
import type { Patch, RuntimeState, TableEvents } from '../../sdk'
import type { TicTacToe } from '../types'

/** What the page knows of a match of tic-tac-toe: a pure reducer over the room's snapshot and events. */
export interface Model {
  /** Nine cells, row by row: the seat that marked it, or null. */
  readonly cells: readonly (number | null)[]
  /** The seat whose turn it is; null while no match runs. */
  readonly turn: number | null
  /** When the present turn began, server ms; null when nothing tells. */
  readonly turnFrom: number | null
  /** Marks seen since the snapshot, with server times, in order. */
  readonly placed: readonly { seat: number; cell: number; at: number; tookMs: number | null }[]
  readonly outcome: Outcome | null
}

export interface Outcome {
  winners: readonly number[]
  onTime: boolean
}

/** A turn's shown length. The server's timer runs half a second longer, the same for everybody. */
export const TURN_MS = 30_000

export const LINES: readonly (readonly [number, number, number])[] = [
  [0, 1, 2], [3, 4, 5], [6, 7, 8],
  [0, 3, 6], [1, 4, 7], [2, 5, 8],
  [0, 4, 8], [2, 4, 6],
]

const EMPTY: Model = {
  cells: Array<null>(9).fill(null),
  turn: null,
  turnFrom: null,
  placed: [],
  outcome: null,
}

/** The part of a room's snapshot this game reads. Anything missing or malformed counts as not there. */
export interface Snapshot {
  state: Unread<TicTacToe['state'] & RuntimeState>
  phase: 'lobby' | 'playing' | 'ended'
  result: unknown
  /** When the running turn began, server ms, if the snapshot tells. */
  turnFrom?: number | null
}

/** The same out of what the SDK shows of a room: the runtime's own timer tells when the running turn began. */
export function snapshotOf({ state, table }: { state: Snapshot['state']; table: Pick<Snapshot, 'phase' | 'result'> }): Snapshot {
  const due = (state.deadlines as Record<string, number> | undefined)?.turn
  return { state, phase: table.phase, result: table.result, turnFrom: due === undefined ? null : due - TURN_MS }
}

export function init(snapshot: Snapshot): Model {
  return {
    ...EMPTY,
    cells: cellsOf(snapshot.state.cells),
    turn: snapshot.phase === 'playing' ? seatOf(snapshot.state.turn) : null,
    turnFrom: snapshot.turnFrom ?? null,
    outcome: snapshot.phase === 'ended' ? readResult(snapshot.result) : null,
  }
}

/** The model after one event of the room. Events of other matters leave it as it is. */
export function apply(model: Model, event: { type: string; at: number; data: unknown }): Model {
  const data = event.data ?? {}
  switch (event.type) {
    case 'started':
      return { ...EMPTY, turn: 0, turnFrom: event.at }
    case 'placed': {
      const placed = data as Unread<TicTacToe['events']['placed']>
      const seat = seatOf(placed.seat)
      const cell = Number(placed.cell)
      if (seat === null || !Number.isInteger(cell) || cell < 0 || cell > 8) return model
      const cells = model.cells.map((held, i) => (i === cell ? seat : held))
      const tookMs = model.turnFrom === null ? null : Math.max(0, event.at - model.turnFrom)
      const over = lineOf(cells) !== null || cells.every(held => held !== null)
      return {
        ...model,
        cells,
        turn: over ? null : 1 - seat,
        turnFrom: over ? null : event.at,
        placed: [...model.placed, { seat, cell, at: event.at, tookMs }],
      }
    }
    case 'patch': {
      const { changes, deadlines, game } = data as Unread<Patch>
      const left = (deadlines as Record<string, unknown> | undefined)?.turn
      // The server's clock stood still, or the turn is a new one: what is left tells when it began.
      const known = typeof left === 'number' && model.turn !== null ? { ...model, turnFrom: event.at + left - TURN_MS } : model
      const list = Array.isArray(changes) ? changes : []
      // A game anew on the table, perhaps this one again: its lobby, where it is nobody's turn.
      return game === undefined ? list.reduce(patched, known) : { ...list.reduce(patched, EMPTY), turn: null }
    }
    case 'ended':
      return { ...model, turn: null, turnFrom: null, outcome: readResult((data as Unread<TableEvents['ended']>).result) }
    default:
      return model
  }
}

/** The runtime's own word on a property: `[name, value]`, or `[name, index, value]` of an array. It wins. */
function patched(model: Model, change: unknown): Model {
  if (!Array.isArray(change)) return model
  const [name, at, value] = change
  if (name === 'turn' && change.length === 2) return { ...model, turn: model.outcome ? null : seatOf(at) }
  if (name !== 'cells') return model
  if (change.length === 2) return { ...model, cells: cellsOf(at) }
  return { ...model, cells: model.cells.map((held, i) => (i === at ? seatOf(value) : held)) }
}

/** The three cells that won, or null. */
export function lineOf(cells: readonly (number | null)[]): readonly [number, number, number] | null {
  return LINES.find(([a, b, c]) => cells[a] != null && cells[a] === cells[b] && cells[a] === cells[c]) ?? null
}

/** The match's result as the game says it: "seat 0 wins", "seat 1 wins on time", "draw". */
export function readResult(result: unknown): Outcome | null {
  if (result === 'draw') return { winners: [], onTime: false }
  const win = typeof result === 'string' ? /^seat ([01]) wins( on time)?$/.exec(result) : null
  return win ? { winners: [Number(win[1])], onTime: win[2] !== undefined } : null
}

/** Up to three true sentences about a match, the rarest first. */
export function awards(model: Model): { key: string; seat: number | null; params?: Record<string, number> }[] {
  const found: { key: string; seat: number | null; params?: Record<string, number> }[] = []
  const winner = model.outcome?.winners[0]
  const timed = model.placed.filter((mark): mark is typeof mark & { tookMs: number } => mark.tookMs !== null)
  if (winner !== undefined && lineOf(model.cells)) {
    found.push({ key: 'award.moves', seat: winner, params: { n: model.cells.filter(held => held === winner).length } })
  }
  if (model.outcome?.winners.length === 0) found.push({ key: 'award.full', seat: null })
  if (timed.length > 0) {
    const fastest = timed.reduce((best, mark) => (mark.tookMs < best.tookMs ? mark : best))
    found.push({ key: 'award.fastest', seat: fastest.seat, params: { s: tenths(fastest.tookMs) } })
    const slowest = timed.reduce((best, mark) => (mark.tookMs > best.tookMs ? mark : best))
    if (slowest.tookMs > 5_000) found.push({ key: 'award.thinker', seat: slowest.seat, params: { s: tenths(slowest.tookMs) } })
  }
  const centre = model.cells[4]
  if (centre != null) found.push({ key: 'award.centre', seat: centre })
  for (const seat of [0, 1]) {
    const corners = [0, 2, 6, 8].filter(cell => model.cells[cell] === seat).length
    if (corners >= 2) found.push({ key: 'award.corners', seat, params: { n: corners } })
  }
  return found.slice(0, 3)
}

function tenths(ms: number): number {
  return Math.max(0.1, Math.round(ms / 100) / 10)
}

function seatOf(value: unknown): number | null {
  return value === 0 || value === 1 ? value : null
}

function cellsOf(value: unknown): readonly (number | null)[] {
  return Array.isArray(value) && value.length === 9 ? value.map(seatOf) : EMPTY.cells
}
