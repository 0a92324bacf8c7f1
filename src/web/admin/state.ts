import { signal } from '@preact/signals'
import { ApiError, ask } from './api'
import type { Action, Overview, RoomRow, RoomView } from './types'

const EVERY_MS = 1_000
/** Counts the looks: only the newest shows what it found. */
let turn = 0
/** Until the tab is closed; a browser that is shared tomorrow knows nothing. */
const KEPT_AS = 'gameserver.admin'

export type Column = 'room' | 'game' | 'members' | 'perSecond' | 'fill' | 'waiting' | 'p99Ms' | 'faults'

export const token = signal(keep(storage => storage.getItem(KEPT_AS)) ?? '')
export const overview = signal<Overview | undefined>(undefined)
export const sort = signal<{ by: Column; isAscending: boolean }>({ by: 'perSecond', isAscending: false })
export const filter = signal('')
/** The room that is looked into, by its code; from the address. */
export const open = signal(roomOfAddress())
export const room = signal<RoomView | undefined>(undefined)
/** Why the shown figures are not those of this moment. */
export const trouble = signal('')
/** What became of the last action. */
export const said = signal('')
/** Why one has to sign in. */
export const refused = signal('')

addEventListener('hashchange', () => {
  open.value = roomOfAddress()
  room.value = undefined
  said.value = ''
  void look()
})

/** A browser may forbid storage at the first touch: the token then lives as long as the page. */
function keep<T>(touch: (storage: Storage) => T): T | undefined {
  try {
    return touch(sessionStorage)
  } catch {
    return undefined
  }
}

function roomOfAddress(): string {
  return /^#\/room\/([0-9A-Z]{5,8})$/.exec(location.hash)?.[1] ?? ''
}

export function signIn(entered: string): void {
  token.value = entered
  void look()
}

export function signOut(why = ''): void {
  turn++ // what is still being looked at is not shown any more
  keep(storage => storage.removeItem(KEPT_AS))
  token.value = ''
  overview.value = room.value = undefined
  refused.value = why
}

export function sortBy(by: Column): void {
  sort.value = { by, isAscending: sort.value.by === by ? !sort.value.isAscending : by === 'room' || by === 'game' }
  void look()
}

export function search(text: string): void {
  filter.value = text
  void look()
}

export async function act(action: Action): Promise<void> {
  try {
    const { outcome } = await ask<{ outcome: string }>(token.value, 'act', action)
    said.value = outcome === 'done' ? 'Done.' : outcome
    await look()
  } catch (error) {
    said.value = error instanceof ApiError ? error.message : String(error)
  }
}

/** Looks once a second while somebody looks at the page. */
export function startLooking(): void {
  const next = () => {
    const again = () => setTimeout(next, EVERY_MS)
    if (document.visibilityState === 'visible') void look().finally(again)
    else again()
  }
  next()
}

async function look(): Promise<void> {
  if (token.value === '') return
  const mine = ++turn
  const query = new URLSearchParams({ sort: sort.value.by, order: sort.value.isAscending ? 'asc' : 'desc', filter: filter.value })
  try {
    const [all, one] = await Promise.all([ask<Overview>(token.value, `overview?${query}`), lookInto(open.value)])
    if (mine !== turn) return // a newer look is on its way
    keep(storage => storage.setItem(KEPT_AS, token.value))
    overview.value = all
    room.value = one
    trouble.value = refused.value = ''
  } catch (error) {
    if (mine !== turn) return
    if (!(error instanceof ApiError)) throw error
    if (error.why === 'denied' || error.why === 'locked') signOut(error.message)
    else trouble.value = error.message
  }
}

async function lookInto(code: string): Promise<RoomView | undefined> {
  if (code === '') return undefined
  try {
    return await ask<RoomView>(token.value, `room?code=${code}`)
  } catch (error) {
    if (error instanceof ApiError && error.why === 'missing') return undefined
    throw error
  }
}

export const COLUMNS: { by: Column; label: string; text: (row: RoomRow) => string; isNumber: boolean }[] = [
  { by: 'room', label: 'Room', text: row => row.room, isNumber: false },
  { by: 'game', label: 'Game', text: row => row.game, isNumber: false },
  { by: 'members', label: 'Players', text: row => `${row.connected} / ${row.members}`, isNumber: true },
  { by: 'perSecond', label: 'Events/s', text: row => figure(row.perSecond), isNumber: true },
  { by: 'fill', label: 'Log', text: row => `${Math.round(row.fill * 100)} %`, isNumber: true },
  { by: 'waiting', label: 'Mailbox', text: row => figure(row.waiting), isNumber: true },
  { by: 'p99Ms', label: 'Move p99', text: row => (row.p99Ms === undefined ? '–' : `${figure(row.p99Ms)} ms`), isNumber: true },
  { by: 'faults', label: 'Faults', text: row => figure(row.faults), isNumber: true },
]

/** A number as one reads it at a glance. */
export function figure(value: number): string {
  if (value >= 1_000_000) return `${(value / 1_000_000).toFixed(1)} M`
  if (value >= 10_000) return `${(value / 1_000).toFixed(1)} k`
  return value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(value < 10 ? 2 : 1)
}

export function span(seconds: number): string {
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60]
  if (days > 0) return `${days} d ${hours} h`
  if (hours > 0) return `${hours} h ${minutes} min`
  return minutes > 0 ? `${minutes} min ${Math.floor(seconds) % 60} s` : `${Math.floor(seconds)} s`
}

export function clock(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(11, 19)
}
