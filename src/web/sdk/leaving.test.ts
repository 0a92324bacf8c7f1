import { describe, expect, it } from 'vitest'
import type { Refusal } from './protocol'
import { LEAVES_WITHIN_MS, LIMITED_MS } from './rooms'
import { Player } from './testing/player'

const TOO_MANY: Refusal = { ok: false, reason: 'rate_limited', text: 'You are in 10 rooms: leave one first.' }

/** Ann's connection broke, she leaves her room meanwhile, and the next connection did not resume there. */
async function leavesWhileAway(ann: Player): Promise<{ left: Promise<void> }> {
  const room = await (await ann.started()).client.join('KITE7')
  await ann.env.pass(2_000)
  ann.server.answers.Hello = (hello: never) =>
    ann.server.welcome(hello, { seats: [{ room: 'KITE7', game: 'tictactoe', seat: 0 }] })
  ann.server.answers.Leave = () => ({ ok: false, reason: 'not_member' })
  ann.server.line.cut()
  return { left: room.leave() }
}

describe('leaving a room where this connection is not', () => {
  it('is given up when its player is in too many rooms to enter it, instead of asked for ever', async () => {
    const ann = new Player()
    ann.server.answers.Join = () => ann.server.joined('KITE7')
    const { left } = await leavesWhileAway(ann)
    ann.server.answers.Join = () => TOO_MANY
    await ann.env.pass(60_000)
    await left

    expect(ann.server.line.requests('Join')).toHaveLength(1)
    await expect(ann.client.join('KITE7')).rejects.toMatchObject({ reason: 'rate_limited', text: TOO_MANY.text })
  })

  it('waits as long as the server said', async () => {
    const ann = new Player()
    ann.server.answers.Join = () => ann.server.joined('KITE7')
    const { left } = await leavesWhileAway(ann)
    ann.server.answers.Join = () => ({ ok: false, reason: 'rate_limited', retryAfterMs: 20_000 })
    await ann.env.pass(19_000)
    expect(ann.server.line.requests('Join')).toHaveLength(1)

    ann.server.answers.Join = () => {
      ann.server.answers.Leave = () => ({ ok: true })
      return ann.server.joined('KITE7')
    }
    await ann.env.pass(2_000)
    await left

    expect(ann.server.line.calls.map(c => c.method).filter(m => m === 'Leave' || m === 'Join')).toEqual([
      'Leave', 'Join', 'Leave', 'Join', 'Leave',
    ])
  })

  it('ends with the link', async () => {
    const ann = new Player()
    ann.server.answers.Join = () => ann.server.joined('KITE7')
    const { left } = await leavesWhileAway(ann)
    ann.server.answers.Join = () => ({ ok: false, reason: 'unavailable' })
    const failed = left.catch((error: unknown) => error)
    await ann.env.pass(500)
    ann.client.stop()
    const asked = ann.server.line.calls.length
    await ann.env.pass(60_000)

    expect(await failed).toMatchObject({ reason: 'left' })
    expect(ann.server.line.calls).toHaveLength(asked)
    expect(ann.server.lines).toHaveLength(2)
  })
})

describe('quick play behind a room that was left while away', () => {
  it('waits until it is left: it may lead there again', async () => {
    const ann = new Player()
    ann.server.answers.Join = () => ann.server.joined('KITE7')
    const { left } = await leavesWhileAway(ann)
    ann.server.answers.Join = () => {
      ann.server.answers.Leave = () => ({ ok: true })
      return ann.server.joined('KITE7')
    }
    ann.server.answers.Play = () => ann.server.joined('KITE7')
    const room = await ann.client.play('tictactoe')
    await left

    expect(ann.server.line.calls.map(c => c.method).filter(m => m !== 'Hello' && m !== 'Ping')).toEqual([
      'Leave', 'Join', 'Leave', 'Play',
    ])
    expect(room.over).toBeUndefined()
  })

  it('is not held up for long by one that hangs', async () => {
    const ann = new Player()
    ann.server.answers.Join = () => ann.server.joined('KITE7')
    await leavesWhileAway(ann)
    ann.server.answers.Join = () => ({ ok: false, reason: 'unavailable' })
    ann.server.answers.Play = () => ann.server.joined('DUCK3')
    const playing = ann.client.play('tictactoe')
    await ann.env.pass(LEAVES_WITHIN_MS)

    expect((await playing).code).toBe('DUCK3')
  })
})

describe('a room that is joined while it is being left', () => {
  it('is refused when the link ends before', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    ann.server.answers.Leave = () => new Promise(() => {})
    const left = room.leave().catch(() => {})
    const joined = ann.client.join('KITE7').catch((error: unknown) => error)
    await ann.env.pass(0)

    ann.client.stop()
    await left
    await ann.env.pass(0)

    expect(await Promise.race([joined, 'nobody answers'])).toMatchObject({ reason: 'left' })
  })
})

describe('a room that waits to be resumed', () => {
  it('and is left meanwhile is not joined again', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    await ann.env.pass(2_000)
    ann.server.answers.Hello = (hello: never) => ann.server.welcome(hello, { joined: [{ ok: false, reason: 'unavailable' }] })
    ann.server.line.cut()
    await ann.env.pass(0)

    const left = room.leave()
    await ann.env.pass(60_000)
    await left

    expect(ann.server.line.requests('Leave')).toEqual([{ room: 'KITE7' }])
    expect(ann.server.line.requests('Join')).toEqual([])
  })

  it('is asked for seldom while its player is in too many others', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    await ann.env.pass(2_000)
    ann.server.answers.Hello = (hello: never) => ann.server.welcome(hello, { joined: [TOO_MANY] })
    ann.server.answers.Join = () => TOO_MANY
    ann.server.line.cut()
    await ann.env.pass(6 * LIMITED_MS)
    expect(ann.server.line.requests('Join').length).toBeLessThanOrEqual(6)

    ann.server.answers.Join = () => ann.server.joined('KITE7')
    await ann.env.pass(LIMITED_MS)

    expect(room.over).toBeUndefined()
    expect(ann.client.rooms.get('KITE7')).toBe(room)
  })

  it('and is out of step is asked for its state no more once it is left', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    ann.server.answers.Snapshot = () => ({ ok: false, reason: 'rate_limited' })
    ann.server.line.events('KITE7', 15, { type: 'placed', at: 1, data: {} })
    await ann.env.pass(0)
    expect(ann.server.line.requests('Snapshot')).toHaveLength(1)

    await room.leave()
    await ann.env.pass(60_000)

    expect(ann.server.line.requests('Snapshot')).toHaveLength(1)
    expect(ann.server.line.requests('Join')).toHaveLength(1)
  })
})
