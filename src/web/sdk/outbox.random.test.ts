import { describe, expect, it } from 'vitest'
import { Outbox } from './outbox'
import { LIMITS, type WireAck } from './protocol'
import { FakeEnv, seeded, settle } from './testing/fakeEnv'
import { FakeServer } from './testing/fakeServer'
import type { PendingMove } from './types'

interface Copy {
  n: number
  value: number
  answer(ack: WireAck | undefined): void
}

/**
 * A room that applies each number once and in order, behind a connection that is cut, delayed and refused at random.
 * The plain list it ends with must be the plain list of what was pressed.
 */
class Model {
  readonly env = new FakeEnv(new FakeServer().dial)
  readonly pressed: number[] = []
  readonly applied: number[] = []
  readonly accepted = new Map<number, number>()
  readonly refused: string[] = []
  mostUnderWay = 0
  box = this.newBox()

  private readonly acks: WireAck[] = []
  private kept: PendingMove[] = []
  /** Written by the client, not read by the server. */
  private wire: Copy[] = []
  /** Answered by the server, not yet delivered. */
  private answers: { copy: Copy; ack: WireAck }[] = []

  constructor(private readonly random: () => number) {
    this.box.attach(0)
    this.box.pump()
  }

  press(): void {
    const value = this.pressed.length
    this.pressed.push(value)
    void this.box.add('set', [value]).then(ack => {
      if (ack.ok) this.accepted.set(value, ack.result as number)
    })
  }

  /** The server reads one move. */
  read(): void {
    const copy = this.wire.shift()
    if (!copy) return
    this.answers.push({ copy, ack: this.decide(copy) })
  }

  async deliver(): Promise<void> {
    const [answer] = this.answers.splice(Math.floor(this.random() * this.answers.length), 1)
    answer?.copy.answer(answer.ack)
    await settle()
  }

  /** What was written and not read is gone, and so are the answers. */
  async reconnect(reload: boolean): Promise<void> {
    const lost = [...this.wire, ...this.answers.map(a => a.copy)]
    this.wire = []
    this.answers = []
    this.box.detach()
    for (const copy of lost) copy.answer(undefined)
    if (reload) {
      this.box = this.newBox()
      this.box.restore(this.kept)
    }
    await settle()
    this.box.attach(this.acks.length)
    this.box.pump()
  }

  async quiet(): Promise<void> {
    for (let i = 0; i < 2_000 && this.box.pending.length > 0; i++) {
      while (this.wire.length > 0) this.read()
      while (this.answers.length > 0) await this.deliver()
      await this.env.pass(100)
    }
  }

  private decide({ n, value }: Copy): WireAck {
    const before = this.acks[n - 1]
    if (before) return before
    if (this.random() < 0.1) return { n, ok: false, reason: this.random() < 0.5 ? 'rate_limited' : 'unavailable' }
    if (n !== this.acks.length + 1) return { n, ok: false, reason: 'gap' }
    this.applied.push(value)
    const ack: WireAck = { n, ok: true, result: this.applied.length }
    this.acks.push(ack)
    return ack
  }

  private newBox(): Outbox {
    return new Outbox({
      send: (n, _, args) =>
        new Promise(answer => {
          this.wire.push({ n, value: args[0] as number, answer })
          this.mostUnderWay = Math.max(this.mostUnderWay, this.box.underWay)
        }),
      after: (ms, run) => this.env.after(ms, run),
      keep: moves => {
        this.kept = structuredClone(moves)
      },
      settled: (_, ack) => {
        if (!ack.ok) this.refused.push(ack.reason)
      },
      dropped: (_, reason) => void this.refused.push(reason),
      outOfStep: () => void this.reconnect(false),
      window: () => Infinity,
    })
  }
}

describe('an outbox against a plain list', () => {
  it('MOV-1 MOV-3 MOV-5 MOV-6 every move takes effect exactly once and in order, whatever is cut, late or refused', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = seeded(seed)
      const model = new Model(random)
      for (let step = 0; step < 150; step++) {
        const what = random()
        if (what < 0.35) model.press()
        else if (what < 0.6) model.read()
        else if (what < 0.85) await model.deliver()
        else if (what < 0.93) await model.env.pass(300)
        else await model.reconnect(random() < 0.3)
      }
      await model.quiet()

      expect(model.applied, `seed ${seed}`).toEqual(model.pressed)
      expect(model.refused, `seed ${seed}`).toEqual([])
      expect(model.box.pending, `seed ${seed}`).toEqual([])
      expect(model.mostUnderWay, `seed ${seed}`).toBeLessThanOrEqual(LIMITS.movesInFlight)
      for (const [value, result] of model.accepted) expect(result, `seed ${seed}: an ack is for its own move`).toBe(value + 1)
    }
  })
})
