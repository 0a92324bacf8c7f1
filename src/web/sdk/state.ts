import type { Change, Patch } from './games'
import type { Member, Table } from './types'

/** What a room shows: the table, the game's public state and the viewer's own part. Replaced, never changed in place. */
export interface View {
  table: Table
  state: Record<string, unknown>
  mine: Record<string, unknown> | null
}

export const EMPTY_TABLE: Table = {
  members: [],
  captain: null,
  phase: 'lobby',
  match: 0,
  options: {},
  result: null,
  votes: 0,
  startsAt: null,
}

type Durations = Record<string, number>

/**
 * The view a snapshot's state describes. Times travel as what is left of them; from `now`, the server's time of the
 * snapshot, they become moments. The personal room has no table.
 */
export function viewOf(snapshot: unknown, now: number): View {
  const { table, state, mine } = (snapshot ?? {}) as {
    table?: Partial<Table> & { startsInMs?: number | null }
    state?: Record<string, unknown> & { deadlines?: Durations }
    mine?: Record<string, unknown> | null
  }
  const { startsInMs, ...rest } = table ?? {}
  return {
    table: { ...EMPTY_TABLE, ...rest, startsAt: moment(startsInMs, now) },
    state: state?.deadlines ? { ...state, deadlines: moments(state.deadlines, now) } : { ...state },
    mine: mine ? { ...mine } : null,
  }
}

/** The view after an event of the server's time `at`. Events that only the game knows leave it as it is. */
export function reduce(view: View, type: string, from: string | undefined, data: unknown, at: number): View {
  if (type === 'patch') return reducePatch(view, data as Patch, at)
  const table = reduceTable(view.table, type, from, (data ?? {}) as Record<string, unknown>, at)
  return table === view.table ? view : { ...view, table }
}

function reducePatch(view: View, { changes, mine, deadlines, startsInMs, game, options }: Patch, at: number): View {
  if (mine) return { ...view, mine: changes && patch(view.mine ?? {}, changes) }
  const state = patch(game === undefined ? view.state : {}, changes ?? [])
  if (deadlines) state.deadlines = moments(deadlines, at)
  const table = startsInMs === undefined ? view.table : { ...view.table, startsAt: moment(startsInMs, at) }
  if (game === undefined) return { ...view, table, state }
  const { members, captain, match } = view.table
  return { table: { ...EMPTY_TABLE, members, captain, match, options: options ?? {} }, state, mine: null }
}

/** `[name, value]` sets a property, `[name, index, value]` one element; the index behind the last appends. */
export function patch(state: Record<string, unknown>, changes: readonly Change[]): Record<string, unknown> {
  const next = { ...state }
  const copied = new Set<string>()
  for (const change of changes) {
    const name = change[0]
    if (change.length === 2) {
      next[name] = change[1]
      copied.delete(name)
      continue
    }
    if (!copied.has(name)) {
      next[name] = [...((next[name] as unknown[] | undefined) ?? [])]
      copied.add(name)
    }
    ;(next[name] as unknown[])[change[1]] = change[2]
  }
  return next
}

function reduceTable(
  table: Table,
  type: string,
  from: string | undefined,
  data: Record<string, unknown>,
  at: number,
): Table {
  switch (type) {
    case 'joined': {
      if (from === undefined) return table
      const { name, look, seat, bot } = data as Pick<Member, 'name' | 'look' | 'seat' | 'bot'>
      const member: Member = { id: from, name, look, seat: seat ?? null, bot, away: false, spectator: false }
      return { ...table, members: [...table.members.filter(m => m.id !== from), member] }
    }
    case 'left':
      return { ...table, members: table.members.filter(m => m.id !== from) }
    case 'away':
    case 'back':
      return withMember(table, from, { away: type === 'away' })
    case 'seated': {
      const seat = (data.seat as number | null | undefined) ?? null
      return withMember(table, from, { seat, spectator: seat === null })
    }
    case 'captain':
      return { ...table, captain: from ?? null }
    case 'started': {
      const { match, options } = data as Partial<Table>
      return {
        ...table,
        phase: 'playing',
        match: match ?? table.match + 1,
        options: options ?? table.options,
        result: null,
        votes: 0,
        startsAt: null,
      }
    }
    case 'ended':
      return { ...table, phase: 'ended', result: data.result, startsAt: moment(data.startsInMs as number | undefined, at) }
    case 'again':
      return { ...table, votes: data.votes as number }
    default:
      return table
  }
}

function withMember(table: Table, id: string | undefined, change: Partial<Member>): Table {
  return { ...table, members: table.members.map(m => (m.id === id ? { ...m, ...change } : m)) }
}

function moment(left: number | null | undefined, from: number): number | null {
  return left === null || left === undefined ? null : Math.round(from + left)
}

function moments(left: Durations, from: number): Durations {
  return Object.fromEntries(Object.entries(left).map(([name, ms]) => [name, Math.round(from + ms)]))
}
