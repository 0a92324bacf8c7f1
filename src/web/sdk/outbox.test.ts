import { describe, expect, it } from 'vitest'
import type { Ack } from './games'
import { Outbox, type OutboxHost, OUTBOX_MOVES, RESEND_MS } from './outbox'
import type { WireAck } from './protocol'
import { FakeEnv, settle } from './testing/fakeEnv'
import { FakeServer } from './testing/fakeServer'
import type { DropReason, PendingMove } from './types'

/** An outbox whose server answers when the test says so. */
class Bench implements OutboxHost {
  readonly env = new FakeEnv(new FakeServer().dial)
  readonly box = new Outbox(this)
  readonly sent: number[] = []
  readonly drops: [number, DropReason][] = []
  readonly acks: [number, boolean, boolean][] = []
  kept: PendingMove[] = []
  rejoins = 0
  room = Infinity
  private readonly open = new Map<number, ((ack: WireAck | undefined) => void)[]>()

  send(n: number): Promise<WireAck | undefined> {
    this.sent.push(n)
    return new Promise(resolve => this.open.set(n, [...(this.open.get(n) ?? []), resolve]))
  }
  after(ms: number, run: () => void): () => void {
    return this.env.after(ms, run)
  }
  keep(moves: PendingMove[]): void {
    this.kept = moves
  }
  settled({ n }: PendingMove, ack: Ack, restored: boolean): void {
    this.acks.push([n, ack.ok, restored])
  }
  dropped({ n }: PendingMove, reason: DropReason): void {
    this.drops.push([n, reason])
  }
  outOfStep(): void {
    this.rejoins++
  }
  window(): number {
    return this.room
  }

  /** The server answers the oldest open send of this number. */
  async answer(n: number, ack: Partial<WireAck> = {}): Promise<void> {
    const [first, ...rest] = this.open.get(n) ?? []
    if (!first) throw new Error(`${n} is not under way.`)
    this.open.set(n, rest)
    first({ n, ok: ack.reason === undefined, ...ack })
    await settle()
  }

  attach(lastMove: number, ownMove?: number): void {
    this.box.attach(lastMove, ownMove)
    this.box.pump()
  }

  add(count: number): Promise<Ack>[] {
    return Array.from({ length: count }, (_, i) => this.box.add('place', [i]))
  }

  taken(): number[] {
    return this.sent.splice(0)
  }
}

describe('an outbox', () => {
  it('MOV-1 numbers moves from the last one the room decided', async () => {
    const bench = new Bench()
    bench.attach(41)

    const [ack] = bench.add(2)
    expect(bench.taken()).toEqual([42, 43])
    await bench.answer(42, { result: 'hit', seq: 7 })

    expect(await ack).toEqual({ ok: true, n: 42, result: 'hit', seq: 7 })
    expect(bench.box.pending.map(p => p.n)).toEqual([43])
  })

  it('MOV-3 has at most 16 under way, and sends the next with each answer', async () => {
    const bench = new Bench()
    bench.attach(0)
    bench.add(20)

    expect(bench.taken()).toEqual(Array.from({ length: 16 }, (_, i) => i + 1))
    await bench.answer(1)

    expect(bench.taken()).toEqual([17])
  })

  it('a refusal of the game uses up its number and resolves the move', async () => {
    const bench = new Bench()
    bench.attach(0)
    const [ack] = bench.add(1)

    await bench.answer(1, { reason: 'refused', text: 'cell is taken' })

    expect(await ack).toEqual({ ok: false, n: 1, reason: 'refused', text: 'cell is taken', retryAfterMs: undefined })
    void bench.box.add('place', [])
    expect(bench.taken()).toEqual([1, 2])
  })

  it('MOV-5 sends again after a reconnect, in order, with the same numbers', async () => {
    const bench = new Bench()
    bench.attach(0)
    bench.add(3)
    await bench.answer(1)
    bench.taken()

    bench.box.detach()
    void bench.box.add('place', [9])
    expect(bench.taken(), 'nothing without a connection').toEqual([])
    bench.attach(2)

    expect(bench.taken()).toEqual([2, 3, 4])
  })

  it('MOV-5 keeps moves for a reload, and sends what it finds', async () => {
    const before = new Bench()
    before.attach(4)
    before.add(2)
    expect(before.kept.map(m => m.n)).toEqual([5, 6])

    const after = new Bench()
    after.box.restore(before.kept)
    after.attach(5)
    expect(after.taken()).toEqual([5, 6])
    await after.answer(5)
    await after.answer(6, { reason: 'not_your_turn' })

    expect(after.acks).toEqual([
      [5, true, true],
      [6, false, true],
    ])
    expect(after.kept).toEqual([])
  })

  it.each(['unavailable', 'rate_limited', 'window'])('MOV-6 %s delays the move and those behind it', async reason => {
    const bench = new Bench()
    bench.attach(0)
    bench.add(3)
    bench.taken()

    await bench.answer(1)
    await bench.answer(2, { reason, retryAfterMs: 800 })
    await bench.answer(3, { reason: 'gap' })
    void bench.box.add('place', [])
    await bench.env.pass(799)
    expect(bench.taken(), 'not before the server said').toEqual([])
    await bench.env.pass(1)

    expect(bench.taken()).toEqual([2, 3, 4])
    expect(bench.rejoins).toBe(0)
  })

  it('MOV-3 an answer to the first copy settles the move although it was sent again', async () => {
    const bench = new Bench()
    bench.attach(0)
    const [, second] = bench.add(2)
    await bench.answer(1, { reason: 'unavailable' })
    await bench.env.pass(RESEND_MS)
    expect(bench.taken()).toEqual([1, 2, 1, 2])

    await bench.answer(2)
    expect(await second).toMatchObject({ ok: true, n: 2 })
    await bench.answer(2, { reason: 'forgotten' })

    expect(bench.box.pending.map(p => p.n)).toEqual([1])
  })

  it('MOV-1 a gap before its first move makes it ask what the server has decided', async () => {
    const bench = new Bench()
    bench.attach(10)
    const acks = bench.add(2)
    await bench.answer(11, { reason: 'gap' })
    expect(bench.rejoins).toBe(1)

    bench.attach(3)

    expect(await Promise.all(acks)).toMatchObject([{ reason: 'gap' }, { reason: 'gap' }])
    expect(bench.drops).toEqual([[11, 'gap'], [12, 'gap']])
    void bench.box.add('place', [])
    expect(bench.taken().at(-1)).toBe(4)
  })

  it('MOV-5 gives up what it has from the first number that another page used, and never renumbers it', async () => {
    const bench = new Bench()
    bench.attach(0)
    const acks = bench.add(4)
    bench.box.detach()
    bench.taken()

    bench.attach(3, 1)

    expect(await Promise.all(acks.slice(1))).toMatchObject([2, 3, 4].map(n => ({ ok: false, n, reason: 'other_page' })))
    expect(bench.drops.map(d => d[0])).toEqual([2, 3, 4])
    expect(bench.taken(), 'the ack of its own is still to come').toEqual([1])
    void bench.box.add('place', [])
    expect(bench.taken()).toEqual([4])
  })

  it('MOV-5 gives up what another page has left so far behind that its acks are no longer kept', async () => {
    const bench = new Bench()
    bench.attach(0)
    const acks = bench.add(2)
    bench.attach(17, 1)
    expect(await Promise.all(acks)).toMatchObject([{ reason: 'other_page' }, { reason: 'other_page' }])
  })

  it('MOV-5 keeps what was numbered after the moves of another page', () => {
    const bench = new Bench()
    bench.attach(3, 0)
    bench.add(1)
    bench.box.detach()

    bench.attach(3, 0)

    expect(bench.drops).toEqual([])
    expect(bench.taken().at(-1)).toBe(4)
  })

  it('MOV-5 a number that another page used makes it ask what the server has decided', async () => {
    const bench = new Bench()
    bench.attach(0)
    bench.add(2)

    await bench.answer(1, { reason: 'other_page' })

    expect(bench.rejoins).toBe(1)
  })

  it.each(['left', 'epoch', 'superseded', 'denied'] as const)('MOV-5 is emptied and reported: %s', async reason => {
    const bench = new Bench()
    bench.attach(0)
    const acks = bench.add(2)

    bench.box.drop(reason)

    expect(await Promise.all(acks)).toEqual([
      { ok: false, n: 1, reason },
      { ok: false, n: 2, reason },
    ])
    expect(bench.drops.map(d => d[1])).toEqual([reason, reason])
    expect(bench.kept).toEqual([])
    await bench.answer(1)
    expect(bench.acks, 'a late answer reaches nobody').toEqual([])
  })

  it('not_member empties it', async () => {
    const bench = new Bench()
    bench.attach(0)
    bench.add(2)

    await bench.answer(1, { reason: 'not_member' })

    expect(bench.drops.map(d => d[1])).toEqual(['not_member', 'not_member'])
  })

  it('refuses more than anybody could play ahead', async () => {
    const bench = new Bench()
    bench.add(OUTBOX_MOVES)

    expect(await bench.box.add('place', [])).toMatchObject({ ok: false, n: 0, reason: 'window' })
  })
})

describe('a move the server cannot read', () => {
  it('MOV-7 a lost link withdraws nothing, however often', () => {
    const bench = new Bench()
    bench.attach(0)
    bench.add(2)

    for (let i = 0; i < 5; i++) {
      bench.box.detach()
      bench.attach(0)
    }

    expect(bench.drops).toEqual([])
  })

  it('MOV-7 is withdrawn after two closes with an error right after it, with those behind it', async () => {
    const bench = new Bench()
    bench.attach(0)
    const acks = bench.add(3)
    await bench.answer(1)

    bench.box.closedByServer()
    bench.box.detach()
    bench.room = 1
    bench.taken()
    bench.attach(1)
    expect(bench.box.suspicious).toBe(true)
    expect(bench.drops, 'once is no proof').toEqual([])
    bench.box.closedByServer()
    bench.box.detach()
    bench.attach(1)

    expect(bench.drops).toEqual([[2, 'withdrawn'], [3, 'after_withdrawn']])
    expect(await acks[1]).toEqual({ ok: false, n: 2, reason: 'withdrawn' })
    void bench.box.add('place', [])
    expect(bench.box.pending.map(p => p.n), 'its number was not used up').toEqual([2])
  })

  it('MOV-7 is the first one the server did not count, not the first one under way', () => {
    const bench = new Bench()
    bench.attach(0)
    bench.add(3)

    for (let i = 0; i < 2; i++) {
      bench.box.closedByServer()
      bench.box.detach()
      bench.attach(1)
    }

    expect(bench.drops).toEqual([[2, 'withdrawn'], [3, 'after_withdrawn']])
  })

  it('MOV-7 a move that was counted after the first close is not suspected', () => {
    const bench = new Bench()
    bench.attach(0)
    bench.add(2)
    bench.box.closedByServer()
    bench.box.detach()
    bench.attach(0)

    bench.box.closedByServer()
    bench.box.detach()
    bench.attach(1)

    expect(bench.drops).toEqual([])
  })

  it('bad_request withdraws at once', async () => {
    const bench = new Bench()
    bench.attach(0)
    bench.add(2)

    await bench.answer(1, { reason: 'bad_request' })

    expect(bench.drops).toEqual([[1, 'withdrawn'], [2, 'after_withdrawn']])
  })
})
