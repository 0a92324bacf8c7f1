import { computed, effect, signal } from '@preact/signals'
import type { Ack, DropReason, Member, Room, RoomInfo } from '../sdk'
import { lookOf } from '../kit/palette'
import type { End } from './banner'
import { gameOf } from './games'
import { looksAt } from './looks'
import { t, type Key } from './i18n'
import { close } from './panels'
import { go, route } from './route'
import { client, end, endOfLink, forgetLostSeat, seated } from './session'
import { toast } from './toasts'
import en from './lang/en.json'

/** The room the page shows. The SDK keeps it true; `changed` says when to look again. */
export const room = signal<Room | null>(null)
/** Counts up with every batch of events: read it to be drawn again when anything in the room may have changed. */
export const changed = signal(0)
/** What is being waited for, so that a button can say so; null while nothing is. */
export const entering = signal<string | null>(null)

/** The room's table, fresh after every batch of events. */
export const table = computed(() => (changed.value, room.value?.table ?? null))
export const phase = computed(() => table.value?.phase ?? null)
export const seat = computed(() => (changed.value, room.value?.seat ?? null))
export const pending = computed(() => (changed.value, room.value?.pending ?? []))
export const members = computed<readonly Member[]>(() => table.value?.members ?? [])
export const myId = computed(() => (changed.value, room.value?.me?.id ?? client().player.id ?? null))
export const isCaptain = computed(() => table.value !== null && table.value.captain === myId.value)
export const looks = computed(() => looksAt(members.value))

/** The member with that id, as long as it is here. */
export function memberOf(id: string | null | undefined): Member | undefined {
  return members.value.find(member => member.id === id)
}

/** True when a move has been on its way for longer than a blink. */
export const sending = signal(false)
let sendingTimer: ReturnType<typeof setTimeout> | undefined
effect(() => {
  clearTimeout(sendingTimer)
  if (pending.value.length === 0) sending.value = false
  else sendingTimer = setTimeout(() => (sending.value = true), 350)
})

/** Who sits there. */
export function atSeat(n: number): Member | undefined {
  return members.value.find(member => member.seat === n)
}

export function lookAt(member: Pick<Member, 'id' | 'look'>): number {
  return looks.value.get(member.id) ?? member.look
}

/** What is left until a server time, ms, within the clock's own length. */
export function timeLeft(until: number, of: number): number {
  return Math.min(of, Math.max(0, until - client().serverNow()))
}

/** The member's colour and shape in words, for those who cannot see them. */
export function lookName(look: number): string {
  return t(`look.${lookOf(look).name}`)
}

type Way = { code: string; spectate?: boolean } | { play: string } | { create: string }

/** Counts the entries that were begun: the answer of an older one seats nobody any more. */
let entry = 0

/**
 * Enters a room: by its code, by quick play, or by opening one for friends. Ends in the room, or in an honest end. Another
 * room's code takes the place of what is still waited for.
 */
export async function enter(way: Way): Promise<void> {
  if (entering.value && !('code' in way && way.code !== entering.value)) return
  const mine = ++entry
  close() // nobody is seated under an open dialog
  end.value = null
  if (!('code' in way)) void gameOf('play' in way ? way.play : way.create)?.load().catch(() => {}) // needed as soon as the answer is here; then it is asked for again
  entering.value = 'code' in way ? way.code : 'play' in way ? `play ${way.play}` : `create ${way.create}`
  if ('code' in way) go({ screen: 'room', code: way.code }) // an end says of which room it is, and what to do about it
  try {
    const found =
      'code' in way
        ? await client().join(way.code, { spectate: way.spectate ?? false })
        : 'play' in way
          ? await client().play(way.play)
          : await client().create(way.create, { isPrivate: true })
    if (mine !== entry) return letGo(found)
    show(found)
    go({ screen: 'room', code: found.code })
  } catch (refusal) {
    if (mine === entry) refuse(reasonOf(refusal), 'code' in way)
  } finally {
    if (mine === entry) entering.value = null
  }
}

/** Whoever waits for a room goes elsewhere: its answer, when it comes, seats nobody. */
export function giveUpEntering(): void {
  entry++
  entering.value = null
}

/** A room that nobody waits for any more, unless the page has asked for it again. */
function letGo(found: Room): void {
  const at = route.value
  if (at.screen === 'room' && at.code === found.code) return
  void found.leave().catch(() => undefined)
}

function show(found: Room): void {
  room.value = found
  times.length = 0
  const refresh = () => {
    changed.value++
    seated.value = found.over === undefined && found.seat !== null
  }
  found.onState(refresh)
  found.onSnapshot(refresh)
  found.onAny((_, event) => {
    times.push({ seq: event.seq, at: event.at })
    if (times.length > 1_000) times.splice(0, 500)
  })
  found.onLeft(reason => {
    seated.value = false
    if (room.value === found) end.value = endOfRoom(reason)
  })
  refresh()
}

const times: { seq: number; at: number }[] = []

/** Server time of the last event the room still has, if this page has seen it; for the sentence about lost history. */
export function timeOfState(): number | null {
  const seq = room.value?.seq ?? 0
  return times.findLast(event => event.seq <= seq)?.at ?? null
}

function refuse(reason: string, byCode: boolean): void {
  if (client().link.state === 'ended') {
    // Said by its own line, with the button that helps.
    end.value = endOfLink
    return
  }
  const known = endOfRoom(reason)
  if (!byCode || known === 'refused') toast(sentence(reason))
  if (byCode) end.value = known
}

/** What the refusal or the end of a room means for the page. */
function endOfRoom(reason: string): End {
  switch (reason) {
    case 'kicked':
    case 'full':
    case 'ended':
    case 'not_found':
    case 'unknown_game':
      return reason
    default:
      return 'refused'
  }
}

/** Leaves the room for good: the seat is free at once. Goes home, unless the address is another room's already. */
export function leave(then: 'home' | 'stay' = 'home'): void {
  const left = room.value
  room.value = null
  forgetLostSeat()
  seated.value = false
  end.value = null
  if (left && left.over === undefined) void left.leave().catch(() => undefined)
  if (then === 'home' && route.value.screen !== 'home') go({ screen: 'home' })
}

/** True while leaving would hurt others: a seat in a running match. */
export function inMatch(): boolean {
  return seat.value !== null && table.value?.phase === 'playing' && room.value?.over === undefined
}

/** Reasons of this side, not of the server's: the room was left, or the connection's own line tells of it. */
const DROPPED: ReadonlySet<string> = new Set<DropReason>([
  'left', 'epoch', 'superseded', 'other_page', 'denied', 'gap', 'withdrawn', 'after_withdrawn',
])

/** Makes a move and says so when it is refused. */
export async function move(name: string, ...args: unknown[]): Promise<Ack | null> {
  const ack = (await room.value?.send(name, args)) ?? null
  if (ack && !ack.ok && !DROPPED.has(ack.reason)) toast(t('refused.title', { why: sentence(ack.reason, ack.text) }))
  return ack
}

/** The server's own sentence, else ours for its code. */
export function sentence(reason: string, text?: string): string {
  if (text) return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.')
  const key = `refused.${reason}`
  return t(key in en ? (key as Key) : 'refused.other')
}

/** The stable code of a refused call; anything else that went wrong is a lost connection. */
function reasonOf(problem: unknown): string {
  const reason = (problem as { reason?: unknown } | null)?.reason
  return typeof reason === 'string' ? reason : 'unavailable'
}

/** The public rooms, newest answer; empty while there is none. */
export const openRooms = signal<readonly RoomInfo[]>([])

export async function lookAround(): Promise<void> {
  openRooms.value = await client()
    .list()
    .catch(() => openRooms.value as RoomInfo[])
}
