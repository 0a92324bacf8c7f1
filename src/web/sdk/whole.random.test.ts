import { describe, expect, it } from 'vitest'
import type { CursorPosition, Entry, HelloRequest, Joined, SendRequest, WireAck } from './protocol'
import { seeded } from './testing/fakeEnv'
import { type FakeLine, FakeServer, Later } from './testing/fakeServer'
import { Player } from './testing/player'
import type { Room } from './types'

const ROOM = 'KITE7'

/**
 * A room that keeps a log and decides moves, behind connections that are cut, half-open, slow, trimmed and overtaken at
 * random. Every third number is for others. The state is the sum of all moves, told by patches.
 */
class ModelServer extends FakeServer {
  readonly log: Entry[] = []
  readonly applied: number[] = []
  sum = 0
  calm = false
  /** Answers that are on their way. */
  readonly late: (() => void)[] = []
  private readonly acks: WireAck[] = []
  private position = 0
  private attached: FakeLine | undefined

  constructor(private readonly random: () => number) {
    super()
    this.answers.Hello = (hello: never, line) => this.greet(hello, line)
    this.answers.Join = (request: never, line) => this.maybeLater(this.attach((request as { cursor?: CursorPosition }).cursor, line))
    this.answers.Send = (request: never, line) => (line === this.attached ? this.maybeLater(this.decide(request)) : undefined)
    this.answers.Snapshot = (_: never, line) => {
      line.write({ kind: 'snapshot', room: ROOM, epoch: this.epoch, seq: this.log.length, state: this.state(), reason: 'desync' })
      this.position = this.log.length
      return { ok: true }
    }
  }

  /** Something happens that is not the player's doing. */
  append(): void {
    if ((this.log.length + 1) % 3 === 0) this.log.push({ hidden: this.log.length + 1 })
    else this.log.push({ type: 'happened', at: 0, data: { n: this.log.length + 1 } })
  }

  /** Writes a batch of what the present connection has not got. */
  pump(): void {
    const upTo = Math.min(this.log.length, this.position + 1 + Math.floor(this.random() * 6))
    if (!this.attached || upTo === this.position) return
    this.attached.events(ROOM, this.position + 1, ...this.log.slice(this.position, upTo))
    this.position = upTo
  }

  private greet(hello: HelloRequest, line: FakeLine): unknown {
    const joined = (hello.join ?? []).map(j => this.attach(j.cursor, line))
    // What follows may overtake the welcome.
    if (this.random() < 0.5) this.pump()
    return this.maybeLater(this.welcome(hello, { joined }))
  }

  private attach(cursor: CursorPosition | undefined, line: FakeLine): Joined {
    const trimmed = cursor !== undefined && this.random() < 0.2
    const replay = cursor !== undefined && !trimmed
    this.attached = line
    this.position = replay ? cursor.seq : this.log.length
    return this.joined(ROOM, {
      head: this.log.length,
      resume: replay ? 'replay' : 'snapshot',
      lastMove: this.acks.length,
      snapshot: replay ? undefined : { seq: this.log.length, state: this.state(), reason: trimmed ? 'trimmed' : 'new' },
    })
  }

  private decide({ n, args }: SendRequest): WireAck {
    const known = this.acks[n - 1]
    if (known) return known
    if (!this.calm && this.random() < 0.1) return { n, ok: false, reason: 'unavailable', retryAfterMs: 50 }
    if (n !== this.acks.length + 1) return { n, ok: false, reason: 'gap' }
    const value = args[0] as number
    this.applied.push(value)
    this.sum += value
    this.log.push({ type: 'patch', at: 0, data: { changes: [['sum', this.sum]] } })
    const ack: WireAck = { n, ok: true, seq: this.log.length }
    this.acks.push(ack)
    return ack
  }

  private state(): object {
    return { state: { sum: this.sum } }
  }

  private maybeLater(answer: unknown): unknown {
    if (this.calm || this.random() < 0.6) return answer
    const later = new Later()
    this.late.push(() => later.answer(answer))
    return later
  }
}

/** What the application was given, checked as it comes. */
function watch(room: Room, log: readonly Entry[], seed: number): void {
  let last = room.seq
  room.onSnapshot(info => {
    last = info.seq
  })
  room.onAny((data, e) => {
    for (let n = last + 1; n < e.seq; n++) expect(log[n - 1], `seed ${seed}: ${n} was for others`).toHaveProperty('hidden')
    expect(e.seq, `seed ${seed}: never twice, never back`).toBeGreaterThan(last)
    expect(log[e.seq - 1], `seed ${seed}: ${e.seq} is what it was`).toMatchObject({ type: e.type, data })
    last = e.seq
  })
}

describe('a whole client against a plain log', () => {
  it('DLV-1, MOV-1, MOV-3, FLT-1: whatever is cut, late or trimmed, nothing is missed, doubled or undone', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = seeded(seed)
      const server = new ModelServer(random)
      let ann = new Player({ server })
      const pressed: number[] = []
      const errors: unknown[] = []
      const enter = async (): Promise<Room> => {
        ann.env.nextRandom = random
        ann.env.report = error => void errors.push(error)
        ann.client.start()
        const joining = ann.client.join(ROOM)
        for (let i = 0; i < 400 && ann.client.rooms.size === 0; i++) {
          server.late.splice(0).forEach(answer => answer())
          await ann.env.pass(100)
        }
        const room = await joining
        watch(room, server.log, seed)
        return room
      }
      let room = await enter()

      for (let step = 0; step < 120; step++) {
        const what = random()
        if (what < 0.3) server.append()
        else if (what < 0.55) server.pump()
        else if (what < 0.7) {
          pressed.push(pressed.length + 1)
          void room.send('add', [pressed.length])
        } else if (what < 0.8) server.late.shift()?.()
        else if (what < 0.9) await ann.env.pass(random() * 1_000)
        else if (what < 0.95) server.line.cut()
        else if (what < 0.98) await ann.env.pass(9_000)
        else {
          ann = ann.reloaded()
          room = await enter()
        }
        await ann.env.pass(0)
      }

      server.calm = true
      for (let i = 0; i < 600 && !(room.seq === server.log.length && room.pending.length === 0); i++) {
        server.late.splice(0).forEach(answer => answer())
        server.pump()
        await ann.env.pass(50)
      }
      expect(room.seq, `seed ${seed}: it reaches the head`).toBe(server.log.length)
      expect(room.pending, `seed ${seed}: every move is acknowledged`).toEqual([])
      expect(server.applied, `seed ${seed}: once and in order`).toEqual(pressed)
      expect(room.state, `seed ${seed}: the same state`).toEqual({ sum: server.sum })
      expect(room.stats.desyncs, `seed ${seed}`).toBe(0)
      expect(errors, `seed ${seed}`).toEqual([])
    }
  })
})
