import { clock, seconds, t, timeOfDay, tn } from './i18n'

/**
 * What the page says about its connection, as pure functions of the link's state and of what happened.
 * The banner never covers the game and never asks for an answer; an honest end is the same line on its own screen.
 */

/** The link as the page shows it: the SDK's union, with everything the sentences need in it. */
export type LinkView =
  | { state: 'connecting'; try: number }
  | { state: 'live'; quality: 'good' | 'shaky' }
  | { state: 'waiting'; try: number; retryAt: number; why?: string }
  | { state: 'ended'; reason: string }

/** Something that is over already and is told once. */
export type Happening =
  | { kind: 'replayed'; awayMs: number; missed: number }
  | { kind: 'snapshot'; awayMs: number }
  | { kind: 'restarted' }
  /** `since`: server time of the state that was kept, or null where nothing is known about it. */
  | { kind: 'historyLost'; since: number | null }
  | { kind: 'seatGone'; afterMs: number }
  | { kind: 'moveDropped' }

/** Why this page, or this room, cannot go on by itself. */
export type End =
  | 'superseded'
  | 'playing_elsewhere'
  | 'kicked'
  | 'flooding'
  | 'full'
  | 'ended'
  | 'not_found'
  | 'unknown_game'
  | 'upgrade_required'
  | 'blocked'
  | 'broken'
  | 'gone'
  | 'refused'

export type Action = 'retry' | 'retryBlocked' | 'takeSeat' | 'playHere' | 'home' | 'reconnect' | 'watch' | 'reload'

/** One sentence and at most one button. */
export interface Line {
  /** Changes when the line says something new; a countdown inside the sentence does not change it. */
  id: string
  text: string
  tone: 'calm' | 'good' | 'warn' | 'bad'
  action: Action | null
  /** Share of the seat's time that is left, 0 to 1, drawn as a ring. */
  ring?: number
}

export interface Moment {
  link: LinkView
  /** What the browser says about its network. */
  online: boolean
  /** Round trip of the last answered ping in ms; null before the first. */
  rtt: number | null
  /** Server's clock or not: any clock, as long as it is the one of `retryAt` and `seatUntil`. */
  now: number
  /** When the own seat is given up, counted from the last byte received; null without a seat. */
  seatUntil: number | null
  /** How long a seat is kept, ms. */
  seatMs: number
  /** False until the first welcome: the first connecting is no re-connecting. */
  wasLive: boolean
  /** The server said goodbye to restart, and the link has not been live since. */
  restarting: boolean
  /** Code of the page could not be fetched. */
  missing: boolean
  happening: Happening | null
}

/** A drop that lost nothing and lasted less is not worth a sentence. */
const UNNOTICED_MS = 1_000

/** The banner of this moment, or null when there is nothing to say. */
export function banner(m: Moment): Line | null {
  if (!m.online && m.link.state !== 'ended') return offline(m)
  if (m.restarting && (m.link.state === 'connecting' || m.link.state === 'waiting')) return draining(m.link)
  switch (m.link.state) {
    case 'connecting':
      if (m.wasLive || m.link.try > 1)
        return { id: 'retrying', tone: 'warn', action: null, text: t('banner.retrying', { try: m.link.try }) }
      return m.missing ? incomplete() : null
    case 'waiting': {
      const s = seconds(m.link.retryAt - m.now)
      return { id: 'retrying', tone: 'warn', action: 'retry', text: t('banner.retryIn', { try: m.link.try, s }) }
    }
    case 'live':
      if (m.missing) return incomplete()
      if (m.happening) return told(m.happening)
      return m.link.quality === 'shaky'
        ? { id: 'shaky', tone: 'warn', action: null, text: t('banner.shaky', { ms: Math.round(m.rtt ?? 0) }) }
        : null
    case 'ended':
      return null // an end is a screen or a lasting line: endLine
  }
}

function offline(m: Moment): Line {
  const left = m.seatUntil === null ? 0 : m.seatUntil - m.now
  if (left <= 0) return { id: 'offline', tone: 'bad', action: null, text: t('banner.offline') }
  return {
    id: 'offline',
    tone: 'bad',
    action: null,
    text: t('banner.offlineSeat', { left: clock(left) }),
    ring: Math.min(1, left / m.seatMs),
  }
}

/** No button while the time that the server named has not come: a returning crowd is spread by it. */
function draining(link: LinkView): Line {
  const isLate = link.state === 'waiting' && link.why !== 'draining'
  return { id: 'draining', tone: 'warn', action: isLate ? 'retry' : null, text: t('banner.draining') }
}

/** While the link is away its own line goes first: a reload would find nobody. */
function incomplete(): Line {
  return { id: 'missing', tone: 'warn', action: 'reload', text: t('banner.missing') }
}

/** The sentence for something that happened; null when it is too small to be told. */
export function told(happening: Happening): Line | null {
  switch (happening.kind) {
    case 'replayed': {
      const s = seconds(happening.awayMs)
      if (happening.missed > 0)
        return { id: 'replayed', tone: 'good', action: null, text: tn('banner.replayed', happening.missed, { s }) }
      return happening.awayMs < UNNOTICED_MS
        ? null
        : { id: 'replayed', tone: 'good', action: null, text: t('banner.replayedNone', { s }) }
    }
    case 'snapshot':
      return {
        id: 'snapshot',
        tone: 'good',
        action: null,
        text: t('banner.snapshot', { s: seconds(happening.awayMs) }),
      }
    case 'restarted':
      return { id: 'restarted', tone: 'good', action: null, text: t('banner.restarted') }
    case 'historyLost':
      return {
        id: 'historyLost',
        tone: 'warn',
        action: null,
        text:
          happening.since === null
            ? t('banner.historyLostBare')
            : t('banner.historyLost', { time: timeOfDay(happening.since) }),
      }
    case 'seatGone':
      return {
        id: 'seatGone',
        tone: 'warn',
        action: 'takeSeat',
        text: t('banner.seatGone', { s: seconds(happening.afterMs) }),
      }
    case 'moveDropped':
      return { id: 'moveDropped', tone: 'warn', action: null, text: t('banner.moveDropped') }
  }
}

/** The sentence and the one button of an honest end. `code` is the room that was asked for. */
export function endLine(end: End, code: string): Line {
  const line = (key: Parameters<typeof t>[0], action: Action, tone: Line['tone'] = 'calm'): Line => ({
    id: end,
    tone,
    action,
    text: t(key, { code }),
  })
  switch (end) {
    case 'superseded':
    case 'playing_elsewhere':
      return line('banner.superseded', 'playHere')
    case 'kicked':
      return line('banner.kicked', 'home', 'bad')
    case 'flooding':
      return line('banner.flooding', 'reconnect', 'bad')
    case 'full':
      return line('banner.full', 'watch')
    case 'ended':
      return line('banner.ended', 'home')
    case 'not_found':
      return line('banner.unknown', 'home')
    case 'unknown_game':
      return line('banner.unknownGame', 'home')
    case 'upgrade_required':
      return line('banner.upgrade', 'reload')
    case 'blocked':
      return line('banner.blocked', 'retryBlocked', 'bad')
    case 'broken':
      return line('banner.broken', 'home')
    case 'gone':
      return line('banner.gone', 'reconnect', 'bad')
    case 'refused':
      return line('banner.refused', 'home', 'bad')
  }
}

/** How long a told line stays, ms; one with a button stays until it is pressed. */
export const TOLD_MS = 2_500

/** The dot's shape changes with the quality, not only its colour. */
export type ChipShape = 'dot' | 'triangle' | 'ring' | 'cross' | 'square'

export interface Chip {
  shape: ChipShape
  tone: 'good' | 'warn' | 'bad' | 'calm'
  text: string
}

/** What the connection chip shows. */
export function chip(m: Pick<Moment, 'link' | 'online' | 'rtt'>): Chip {
  if (m.link.state === 'ended') return { shape: 'square', tone: 'calm', text: t('link.endedChip') }
  if (!m.online) return { shape: 'cross', tone: 'bad', text: t('link.offlineChip') }
  switch (m.link.state) {
    case 'connecting':
      return { shape: 'ring', tone: 'warn', text: t(m.link.try > 1 ? 'link.waitingChip' : 'link.connecting') }
    case 'waiting':
      return { shape: 'ring', tone: 'warn', text: t('link.waitingChip') }
    case 'live': {
      const text = m.rtt === null ? t('link.connected') : t('link.live', { ms: Math.round(m.rtt) })
      return m.link.quality === 'good'
        ? { shape: 'dot', tone: 'good', text }
        : { shape: 'triangle', tone: 'warn', text }
    }
  }
}
