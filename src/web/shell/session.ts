import { computed, effect, signal, untracked } from '@preact/signals'
import { browserEnv, type Client, type EndReason, type Link, type Notice } from '../sdk'
import { banner, chip, told, TOLD_MS, type End, type Happening, type Moment } from './banner'
import { t } from './i18n'
import { speaker } from './speaker'

/** The page's one connection, as signals. Everything the shell shows about it is computed from here. */

let theClient: Client | undefined

/** The connection. It exists before the first screen does. */
export function client(): Client {
  if (!theClient) throw new Error('startSession comes first.')
  return theClient
}

export const link = signal<Link>({ state: 'connecting', try: 1 })
export const online = signal(true)
export const rtt = signal<number | null>(null)
/** Local Unix ms, moving twice a second while the page is visible: for countdowns and the ping graph. */
export const beat = signal(Date.now())
/** Why this page cannot go on by itself; null while it can. */
export const end = signal<End | null>(null)
/** True while the own player holds a seat: only then is there one to be kept safe. */
export const seated = signal(false)

/** Tells how old the kept state of a room is, when history was lost; the room's side sets it. */
let stateTime: () => number | null = () => null

/** How many pieces of the page's code could not be fetched, twice, and are not here yet. */
export const missing = signal(0)

const wasLive = signal(false)
/** From the server's goodbye for a restart until the link is live or at its end: what fails in between is that restart. */
const restarting = signal(false)
const happening = signal<Happening | null>(null)

/** Everything that was told, newest first: the connection panel's history. */
export const history = signal<readonly { at: number; text: string }[]>([])
export const caughtUp = signal(0)
/** What outlives the page; where the browser forbids that, it holds for this visit. */
const kept = browserEnv().local
export const dropsToday = signal(readDrops())

const moment = computed<Moment>(() => ({
  link: link.value,
  online: online.value,
  rtt: shownRtt(),
  now: beat.value,
  ...seatTime(),
  wasLive: wasLive.value,
  restarting: restarting.value,
  missing: missing.value > 0,
  happening: happening.value,
}))

/** Nothing is promised before the server has said how long it keeps a seat. */
function seatTime(): Pick<Moment, 'seatUntil' | 'seatMs'> {
  const seatMs = theClient?.seatMs ?? 0
  return { seatMs, seatUntil: seated.value && seatMs > 0 ? (theClient?.heardAt ?? beat.value) + seatMs : null }
}

/** On a shaky link the last answer may be old: a silence that already lasts longer says more. */
function shownRtt(): number | null {
  const heardAt = theClient?.heardAt
  const shaky = link.value.state === 'live' && link.value.quality === 'shaky'
  return shaky && heardAt !== undefined ? Math.max(rtt.value ?? 0, beat.value - heardAt) : rtt.value
}

export const bannerLine = computed(() => banner(moment.value))
export const chipNow = computed(() => chip(moment.value))
/** Whether what the screen shows may be behind: it is dimmed then. */
export const dimmed = computed(() => wasLive.value && (link.value.state !== 'live' || !online.value))

/**
 * Starts listening to the connection. Called once, before the first call to the server.
 * `timeOfState` answers with the server time of the shown room's last kept event, or null.
 */
export function startSession(connection: Client, timeOfState: () => number | null): void {
  theClient = connection
  stateTime = timeOfState
  connection.onLink(readLink)
  connection.onNotice(tellNotice)
  effect(forgetInTime)
  effect(() => {
    if (seated.value) untracked(forgetLostSeat)
  })
  readLink()
  setInterval(() => {
    if (document.hidden) return
    beat.value = Date.now()
    rtt.value = connection.rtt ?? null
  }, 500)
}

function readLink(): void {
  const now = client().link
  link.value = now
  online.value = client().online
  rtt.value = client().rtt ?? null
  beat.value = Date.now()
  if (now.state === 'live') {
    wasLive.value = true
    if (end.value === endOfLink) end.value = null
    endOfLink = null
  }
  if (now.state === 'live' || now.state === 'ended') restarting.value = false
  if (now.state === 'waiting' && now.why === 'draining') restarting.value = true
  if (client().drops > seenDrops) countDrop()
  seenDrops = client().drops
  if (now.state === 'ended') end.value = endOfLink = END_OF[now.reason]
  if (now.state === 'waiting' && now.why === 'blocked' && !wasLive.value) end.value = endOfLink = 'blocked'
}

/** The connection's own end, over as soon as it lives again: a room that would not have this page stays shut. */
export let endOfLink: End | null = null
/** Those of the connection: one that the page itself makes anew, for another name, was not lost. */
let seenDrops = 0

const END_OF: Readonly<Record<EndReason, End>> = {
  left: 'gone',
  superseded: 'superseded',
  playing_elsewhere: 'playing_elsewhere',
  upgrade_required: 'upgrade_required',
  flooding: 'flooding',
  bad_request: 'gone',
  refused: 'refused',
}

function tellNotice(notice: Notice): void {
  switch (notice.kind) {
    case 'replayed':
      caughtUp.value += notice.missed
      return tell({ kind: 'replayed', awayMs: notice.awayMs, missed: notice.missed })
    case 'snapshot':
      tell({ kind: 'snapshot', awayMs: notice.awayMs })
      return
    case 'restarted':
      return tell({ kind: 'restarted' })
    case 'historyLost':
      return tell({ kind: 'historyLost', since: stateTime() })
    case 'denied':
      return tell({ kind: 'historyLost', since: null })
    case 'seatLost':
      return tell({ kind: 'seatGone', afterMs: Math.min(client().seatMs ?? Infinity, notice.awayMs) })
    case 'moveDropped':
      if (notice.reason !== 'left' && notice.reason !== 'superseded') tell({ kind: 'moveDropped' })
      return
    case 'draining':
      return note(t('banner.draining'))
    default:
      return // ends come by the link, a room's end by the room, a refused move by its toast
  }
}

/** Several things may be told within a moment of coming back; the one that matters most is shown, all are kept. */
const WEIGHT: Readonly<Record<Happening['kind'], number>> = {
  replayed: 1,
  moveDropped: 2,
  restarted: 3,
  snapshot: 4,
  historyLost: 5,
  seatGone: 6,
}

/** Shows a sentence for a moment and keeps it in the history. */
export function tell(what: Happening): void {
  const line = told(what)
  if (!line) return
  note(line.text)
  if (happening.value && WEIGHT[happening.value.kind] > WEIGHT[what.kind]) return
  if (line.tone === 'good') speaker.back()
  happening.value = what
}

export const isLive = computed(() => link.value.state === 'live')

/** Takes a told sentence away when there was time to read it: until the link lives, the banner speaks of the link alone. */
function forgetInTime(): void | (() => void) {
  const line = happening.value && told(happening.value)
  if (!line || line.action !== null || !isLive.value) return
  const timer = setTimeout(forget, Math.max(TOLD_MS, line.text.length * 50))
  return () => clearTimeout(timer)
}

/** Takes the told sentence away. */
export function forget(): void {
  happening.value = null
}

/** There is a seat again, or no room to take one in: nothing more is offered. */
export function forgetLostSeat(): void {
  if (happening.peek()?.kind === 'seatGone') forget()
}

function note(text: string): void {
  history.value = [{ at: Date.now(), text }, ...history.value].slice(0, 50)
}

function today(): string {
  return new Date().toDateString()
}

function readDrops(): number {
  const [day, count] = (kept.get('gameserver.drops') ?? '').split('|')
  return day === today() ? Number(count) || 0 : 0
}

function countDrop(): void {
  dropsToday.value = readDrops() + 1
  kept.set('gameserver.drops', `${today()}|${dropsToday.value}`)
  note(t('net.dropped'))
}
