import type { Change } from './games'
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
  votes: null,
}

/** The view a snapshot's state describes; the personal room's has no table. */
export function viewOf(snapshot: unknown): View {
  const { table, state, mine } = (snapshot ?? {}) as { table?: Partial<Table>; state?: object; mine?: object }
  return { table: { ...EMPTY_TABLE, ...table }, state: { ...state }, mine: mine ? { ...mine } : null }
}

/** The view after an event. Events that only the game knows leave it as it is. */
export function reduce(view: View, type: string, from: string | undefined, data: unknown): View {
  if (type === 'patch') {
    const { changes, mine } = data as { changes: readonly Change[]; mine?: boolean }
    return mine ? { ...view, mine: patch(view.mine ?? {}, changes) } : { ...view, state: patch(view.state, changes) }
  }
  const table = reduceTable(view.table, type, from, (data ?? {}) as Record<string, unknown>)
  return table === view.table ? view : { ...view, table }
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

function reduceTable(table: Table, type: string, from: string | undefined, data: Record<string, unknown>): Table {
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
      return { ...table, phase: 'playing', match: match ?? table.match + 1, options: options ?? table.options, result: null, votes: null }
    }
    case 'ended':
      return { ...table, phase: 'ended', result: data.result }
    case 'again':
      return { ...table, votes: data.votes }
    default:
      return table
  }
}

function withMember(table: Table, id: string | undefined, change: Partial<Member>): Table {
  return { ...table, members: table.members.map(m => (m.id === id ? { ...m, ...change } : m)) }
}
