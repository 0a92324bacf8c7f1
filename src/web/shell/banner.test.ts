import { describe, expect, it } from 'vitest'
import { banner, chip, endLine, told, type Moment } from './banner'

const NOW = 1_000_000

function moment(over: Partial<Moment> = {}): Moment {
  return {
    link: { state: 'live', quality: 'good' },
    online: true,
    rtt: 34,
    now: NOW,
    seatUntil: NOW + 52_000,
    seatMs: 60_000,
    wasLive: true,
    restarting: false,
    missing: false,
    happening: null,
    ...over,
  }
}

describe('the banner', () => {
  it('is silent on a good connection, and the chip says how good', () => {
    expect(banner(moment())).toBeNull()
    expect(chip(moment())).toEqual({ shape: 'dot', tone: 'good', text: '34 ms' })
  })

  it('names a shaky connection without stopping the game', () => {
    const shaky = moment({ link: { state: 'live', quality: 'shaky' }, rtt: 280 })
    expect(banner(shaky)?.text).toBe('Shaky connection (280 ms). You keep playing.')
    expect(chip(shaky).shape).toBe('triangle')
  })

  it('says offline at once and counts the seat down', () => {
    const line = banner(moment({ online: false }))
    expect(line?.text).toBe('You are offline. Your seat is safe for 0:52.')
    expect(line?.ring).toBeCloseTo(52 / 60)
    expect(banner(moment({ online: false, link: { state: 'waiting', try: 2, retryAt: NOW } }))?.id).toBe('offline')
  })

  it('promises no seat to a spectator, nor after the time is up', () => {
    expect(banner(moment({ online: false, seatUntil: null }))?.text).toBe('You are offline.')
    expect(banner(moment({ online: false, seatUntil: NOW - 1 }))?.text).toBe('You are offline.')
  })

  it('says that the server restarts, whatever is tried meanwhile, and hurries nobody before the time it named', () => {
    const restarting = true
    const link = { state: 'waiting', try: 1, retryAt: NOW + 900, why: 'draining' } as const
    const sentence = 'The server is restarting. You will be back in a moment.'
    expect(banner(moment({ restarting, link }))).toMatchObject({ text: sentence, action: null })
    expect(banner(moment({ restarting, link: { state: 'connecting', try: 2 } }))).toMatchObject({ text: sentence, action: null })
    expect(banner(moment({ restarting, link: { ...link, why: undefined } }))).toMatchObject({ text: sentence, action: 'retry' })
    expect(banner(moment({ restarting, link, online: false }))?.id).toBe('offline')
  })

  it('counts to the next try and offers to try now', () => {
    const line = banner(moment({ link: { state: 'waiting', try: 3, retryAt: NOW + 1_000 } }))
    expect(line).toMatchObject({ text: 'Reconnecting ... try 3, next in 1 s', action: 'retry' })
  })

  it('keeps its id while only the countdown moves', () => {
    const at = (ms: number) => banner(moment({ link: { state: 'waiting', try: 3, retryAt: NOW + ms } }))!
    expect(at(3_000).text).not.toBe(at(1_000).text)
    expect(at(3_000).id).toBe(at(1_000).id)
  })

  it('says nothing while the very first connection is made', () => {
    const first = moment({ link: { state: 'connecting', try: 1 }, wasLive: false, rtt: null })
    expect(banner(first)).toBeNull()
    expect(chip(first).text).toBe('Connecting')
  })

  it('shows what happened only once the link is live', () => {
    const happening = { kind: 'replayed', awayMs: 6_000, missed: 12 } as const
    expect(banner(moment({ happening }))?.text).toBe('Back after 6 s. Caught up 12 events.')
    expect(banner(moment({ happening, link: { state: 'connecting', try: 2 } }))?.id).toBe('retrying')
  })
})

describe('code that could not be fetched', () => {
  it('is said with a button, before anything that happened and from the first connecting on', () => {
    const line = { text: 'Part of this page did not load.', action: 'reload' }
    expect(banner(moment({ missing: true, happening: { kind: 'restarted' } }))).toMatchObject(line)
    expect(banner(moment({ missing: true, link: { state: 'connecting', try: 1 }, wasLive: false }))).toMatchObject(line)
  })

  it('is not said while the link is away: a reload would find nobody', () => {
    expect(banner(moment({ missing: true, online: false }))?.action).toBeNull()
    expect(banner(moment({ missing: true, link: { state: 'connecting', try: 2 } }))?.action).toBeNull()
    expect(banner(moment({ missing: true, link: { state: 'waiting', try: 2, retryAt: NOW } }))?.action).toBe('retry')
  })
})

describe('what is told once', () => {
  it('replayed: how long, and how many events', () => {
    expect(told({ kind: 'replayed', awayMs: 6_200, missed: 12 })?.text).toBe('Back after 6 s. Caught up 12 events.')
    expect(told({ kind: 'replayed', awayMs: 6_200, missed: 1 })?.text).toBe('Back after 6 s. Caught up 1 event.')
    expect(told({ kind: 'replayed', awayMs: 6_200, missed: 0 })?.text).toBe('Back after 6 s. Nothing was missed.')
  })

  it('replayed: a blink without events is not worth a sentence', () => {
    expect(told({ kind: 'replayed', awayMs: 400, missed: 0 })).toBeNull()
    expect(told({ kind: 'replayed', awayMs: 400, missed: 2 })).not.toBeNull()
  })

  it('snapshot, restart, lost history, seat given up', () => {
    expect(told({ kind: 'snapshot', awayMs: 50_000 })?.text).toBe('Back after 50 s. Showing the game as it is now.')
    expect(told({ kind: 'restarted' })?.text).toBe('The server restarted. Nothing was lost.')
    const since = new Date(2026, 0, 5, 14, 2).getTime()
    expect(told({ kind: 'historyLost', since })?.text).toBe(
      'The server lost part of this room. Scores are from 14:02.',
    )
    expect(told({ kind: 'historyLost', since: null })?.text).toBe('The server lost part of this room.')
    expect(told({ kind: 'seatGone', afterMs: 60_000 })).toMatchObject({
      text: 'Your seat was given up after 60 s. You are watching.',
      action: 'takeSeat',
    })
  })
})

describe('an honest end', () => {
  it.each([
    ['superseded', 'You are playing in another tab.', 'playHere'],
    ['playing_elsewhere', 'You are playing in another tab.', 'playHere'],
    ['kicked', 'You were removed from this room.', 'home'],
    ['flooding', 'Too many messages from here.', 'reconnect'],
    ['full', 'This room is full.', 'watch'],
    ['ended', 'This room has ended.', 'home'],
    ['not_found', 'There is no open room KITE7.', 'home'],
    ['unknown_game', 'Room KITE7 plays a game that this page does not have.', 'home'],
    ['upgrade_required', 'A new version is ready.', 'reload'],
    ['blocked', 'This network blocks live connections.', 'retryBlocked'],
  ] as const)('%s: "%s" and one button', (end, text, action) => {
    expect(endLine(end, 'KITE7')).toMatchObject({ text, action })
  })
})

describe('the chip', () => {
  it('has another shape for every state', () => {
    const shapes = [
      chip(moment()),
      chip(moment({ link: { state: 'live', quality: 'shaky' } })),
      chip(moment({ link: { state: 'waiting', try: 1, retryAt: NOW } })),
      chip(moment({ online: false })),
      chip(moment({ link: { state: 'ended', reason: 'superseded' } })),
    ].map(c => c.shape)
    expect(new Set(shapes).size).toBe(shapes.length)
  })
})
