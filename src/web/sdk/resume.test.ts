import { describe, expect, it } from 'vitest'
import { event, Later } from './testing/fakeServer'
import { Player } from './testing/player'

describe('coming back', () => {
  it('CON-1 a dropped client says Hello with token, take-over and cursor, and is back in one call', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    ann.server.line.events('KITE7', 11, event('placed'))

    await ann.env.pass(2_000)
    ann.server.line.cut()
    await ann.env.pass(0)

    expect(ann.server.line.hello).toMatchObject({
      protocol: 1,
      token: 'token-ann',
      takeOver: true,
      join: [{ room: 'KITE7', cursor: { epoch: 'epoch-1', seq: 11 } }],
    })
    expect(ann.client.link.state).toBe('live')
    expect(room.live).toBe(true)
    expect(ann.server.line.requests('Join')).toEqual([])
  })

  it('DLV-1 takes exactly the events it missed, and says so when the last of them is applied', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    const seen: [number, boolean][] = []
    room.onAny((_, e) => seen.push([e.seq, e.replayed]))
    ann.server.answers.Hello = (hello: never) =>
      ann.server.welcome(hello, {
        joined: [ann.server.joined('KITE7', { resume: 'replay', head: 13, missed: 2, snapshot: undefined })],
      })

    await ann.env.pass(3_000)
    ann.server.line.cut()
    await ann.env.pass(0)
    ann.server.line.events('KITE7', 11, event('placed'), { hidden: 12 })
    expect(ann.noticed('replayed')).toEqual([])
    ann.server.line.events('KITE7', 13, event('placed'))
    ann.server.line.events('KITE7', 14, event('placed'))

    expect(seen).toEqual([
      [11, true],
      [13, true],
      [14, false],
    ])
    expect(ann.noticed('replayed')).toEqual([{ kind: 'replayed', room: 'KITE7', awayMs: expect.any(Number), missed: 2 }])
  })

  it('shows what it missed of the game that was played then, until the patch that changed it', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    const games: string[] = []
    room.onAny(() => games.push(room.game))
    ann.server.answers.Hello = (hello: never) =>
      ann.server.welcome(hello, {
        joined: [ann.server.joined('KITE7', { game: 'sparks', resume: 'replay', head: 12, missed: 2, snapshot: undefined })],
      })

    await ann.env.pass(2_000)
    ann.server.line.cut()
    await ann.env.pass(0)
    ann.server.line.events('KITE7', 11, event('placed'), { type: 'patch', at: 1, data: { game: 'sparks', changes: [] } })

    expect(games).toEqual(['tictactoe', 'sparks'])
  })

  it('CON-5 events that overtake the answer of their join are held, not lost', async () => {
    const ann = await new Player().started()
    const join = new Later()
    ann.server.answers.Join = () => join
    const joining = ann.client.join('KITE7')
    const seen: number[] = []

    ann.server.line.events('KITE7', 10, event('old'))
    ann.server.line.events('KITE7', 11, event('placed'))
    join.answer(ann.server.joined('KITE7'))
    const room = await joining
    room.onAny((_, e) => seen.push(e.seq))
    ann.server.line.events('KITE7', 12, event('placed'))

    expect(room.seq).toBe(12)
    expect(room.stats).toMatchObject({ events: 2, desyncs: 0 })
    expect(seen).toEqual([12])
  })
})
