import { effect, signal, untracked } from '@preact/signals'
import type { GameModule } from '../kit/module'
import { keepAwake } from '../kit/wakelock'
import type { EventInfo, Member, Room } from '../sdk'
import { t } from './i18n'
import { lookAt, members, phase, room, seat, table } from './room'
import { calm } from './settings'
import { toast } from './toasts'

/** What the shell keeps of the match in the shown room, beside what the room itself keeps. */

interface Bubble {
  id: number
  emote: number | null
  text: string | null
}

/** What somebody shows or says right now, by player. */
export const bubbles = signal<ReadonlyMap<string, Bubble>>(new Map())
/** Matches won since this page came into the room, by player. */
export const wins = signal<ReadonlyMap<string, number>>(new Map())
/** The last thing said or shown, in words. */
export const sayings = signal('')
/** Who plays or played this match, by seat: somebody who leaves after the end still won, in name and colour. */
export const cast = signal<ReadonlyMap<number, CastMember>>(new Map())
/** True once the game has celebrated and the result may cover a part of it. */
export const resultShown = signal(false)

export interface CastMember {
  id: string
  name: string
  /** As shown at this table. */
  look: number
  /** Still in the room. */
  here: boolean
}

let bubbleId = 0
let reveal: ReturnType<typeof setTimeout> | undefined

/** Follows a room for as long as it is shown. Returns how to stop. */
export function followMatch(shown: Room, module: GameModule): () => void {
  bubbles.value = new Map()
  wins.value = new Map()
  clearTimeout(reveal)
  resultShown.value = shown.table.phase === 'ended'
  cast.value = new Map()
  const whoOf = ({ from }: EventInfo) => shown.members.find(member => member.id === from)
  const offs = [
    effect(() => {
      const ended = table.value?.phase === 'ended'
      const before = untracked(() => cast.value)
      const next = new Map<number, CastMember>()
      if (ended) for (const [place, member] of before) next.set(place, { ...member, here: false })
      for (const member of members.value) {
        if (member.seat === null) continue
        // Whoever sits down after the end plays the next match, and won nothing in this one.
        const played = next.get(member.seat)
        if (played && played.id !== member.id) continue
        next.set(member.seat, { id: member.id, name: member.name, look: lookAt(member), here: true })
      }
      cast.value = next
    }),
    effect(() => (seat.value !== null && phase.value === 'playing' ? keepAwake() : undefined)),
    shown.on('emote', (data, event) => {
      if (!event.replayed && !event.presented) show(whoOf(event), { emote: Number(field(data, 'emote')), text: null })
    }),
    shown.on('chat', (data, event) => {
      // Where there are no seats, the game itself shows what is said.
      if (module.seats > 0 && !event.replayed && !event.presented) show(whoOf(event), { emote: null, text: String(field(data, 'text')) })
    }),
    shown.on('ended', (_, event) => {
      for (const winning of module.outcome?.(shown)?.winners ?? []) {
        // The room's own: who has come in since the last batch of events is among them.
        const winner = shown.members.find(member => member.seat === winning)
        if (winner) wins.value = new Map(wins.value).set(winner.id, (wins.value.get(winner.id) ?? 0) + 1)
      }
      clearTimeout(reveal)
      const wait = event.replayed || calm.value ? 0 : 900 + module.celebrationMs
      reveal = setTimeout(() => (resultShown.value = shown.table.phase === 'ended'), wait)
    }),
    effect(() => {
      // A new match, or a change of the game, takes the result away at once.
      if (room.value === shown && table.value?.phase !== 'ended') {
        clearTimeout(reveal)
        resultShown.value = false
      }
    }),
    shown.onSnapshot(() => {
      clearTimeout(reveal)
      resultShown.value = shown.table.phase === 'ended'
    }),
  ]
  return () => {
    clearTimeout(reveal)
    offs.forEach(off => off())
  }
}

function field(data: unknown, name: string): unknown {
  return (data as Record<string, unknown> | null)?.[name]
}

function show(member: Member | undefined, what: Omit<Bubble, 'id'>): void {
  if (!member) return
  // Who only watches has no place on the screen to speak from.
  if (member.seat === null && what.text !== null) return toast(t('a11y.said', { name: member.name, text: what.text }))
  const id = ++bubbleId
  bubbles.value = new Map(bubbles.value).set(member.id, { id, ...what })
  const words = what.text ?? t(`emote.${((what.emote ?? 0) & 7) as 0}`)
  sayings.value = t('a11y.said', { name: member.name, text: words })
  setTimeout(() => {
    if (bubbles.value.get(member.id)?.id !== id) return
    const rest = new Map(bubbles.value)
    rest.delete(member.id)
    bubbles.value = rest
  }, what.text === null ? 2_600 : 4_000)
}
