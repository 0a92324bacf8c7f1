import { signal, type ReadonlySignal } from '@preact/signals'
import type { GameContext } from '../../kit/module'
import type { PendingMove } from '../../sdk'
import type { Relay } from '../types'
import { apply, cameBack, init, jump, type Entry, type Ledger } from './model'
import { Thread } from './thread'

/** What the lounge's screen is made of, kept true by the room's events. */
export interface Following {
  ledger: ReadonlySignal<Ledger>
  pending: ReadonlySignal<readonly PendingMove[]>
  /** Whether the page is cut off at the moment. */
  away: ReadonlySignal<boolean>
  /** Nobody else is here. */
  alone: ReadonlySignal<boolean>
  thread: Thread
  /** The picture has something new to show. */
  onMove(wake: () => void): void
  stop(): void
}

/** Starts to follow the context's room. */
export function follow(context: GameContext<Relay>): Following {
  const { room, client, sound } = context
  const ledger = signal(init(room.seq))
  const pending = signal(room.pending)
  const away = signal(client.link.state !== 'live')
  const alone = signal(room.members.length < 2)
  const thread = new Thread(context.calm)
  let wake = () => {}
  let combo = 0
  let lastSpark = 0

  const who = (id: string | undefined): Entry['who'] => {
    const member = room.members.find(one => one.id === id)
    return member ? { id: member.id, name: member.name, look: context.look(member.id) } : null
  }
  const people = () => {
    thread.people = room.members.slice(0, 9).map(one => ({ id: one.id, look: context.look(one.id), away: one.away }))
    thread.me = room.me?.id ?? null
    pending.value = room.pending
    alone.value = room.members.length < 2
    wake()
  }

  const offs = [
    room.onAny((data, event) => {
      const by = who(event.from) ?? leaver(ledger.value, event.from)
      const told = { seq: event.seq, at: event.at, type: event.type, from: event.from, replayed: event.replayed, hidden: event.hidden, data }
      ledger.value = apply(ledger.value, told, by)
      const kind = event.type === 'spark' || event.type === 'chat' ? event.type : 'other'
      thread.add({ seq: event.seq, look: by?.look ?? null, kind, caughtUp: event.replayed }, event.from ?? null)
      if (event.type === 'spark' && !event.replayed && !event.presented) {
        combo = event.at - lastSpark < 1_200 ? Math.min(combo + 1, 12) : 0
        lastSpark = event.at
        sound.pling(combo)
      } else if (event.type === 'chat' && !event.replayed && !event.presented) sound.knock()
      wake()
    }),
    room.onSnapshot(info => {
      ledger.value = jump(ledger.value, info.seq)
      people()
    }),
    room.onState(people),
    client.onLink(() => {
      away.value = client.link.state !== 'live' || !client.online
      thread.away = away.value
      wake()
    }),
    client.onNotice(notice => {
      if (notice.kind === 'replayed' && notice.room === room.code) {
        ledger.value = cameBack(ledger.value, notice.awayMs, notice.missed)
      }
    }),
  ]
  people()
  return {
    ledger,
    pending,
    away,
    alone,
    thread,
    onMove: next => (wake = next),
    stop: () => offs.forEach(off => off()),
  }
}

/** Who is gone already is known from what they did before. */
function leaver(ledger: Ledger, id: string | undefined): Entry['who'] {
  return ledger.entries.findLast(entry => entry.who !== null && entry.who.id === id)?.who ?? null
}
