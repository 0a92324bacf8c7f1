import { type LinkHost, LinkMachine } from '../link'
import { FakeEnv } from './fakeEnv'
import { FakeServer } from './fakeServer'

/** A machine with a host that only counts. */
export class Bench implements LinkHost {
  readonly env = new FakeEnv(new FakeServer().dial)
  readonly machine = new LinkMachine(this.env, this)
  readonly dials: number[] = []
  hangUps = 0
  pings = 0
  naps = 0
  roundTrip: number | undefined
  readonly states: string[] = []

  dial(): void {
    this.dials.push(this.env.now())
  }
  hangUp(): void {
    this.hangUps++
  }
  ping(): void {
    this.pings++
  }
  rtt(): number | undefined {
    return this.roundTrip
  }
  probe(): ReturnType<FakeEnv['probe']> {
    return this.env.probe()
  }
  slept(): void {
    this.naps++
  }
  changed(): void {
    const { link } = this.machine
    this.states.push(link.state === 'live' ? link.quality : link.state)
  }

  /** A link that has been live for a while. */
  async live(): Promise<this> {
    this.machine.start()
    this.machine.opened()
    this.machine.welcomed()
    await this.talk(2_000)
    this.dials.length = 0
    return this
  }

  /** Time passes and the server is heard all along. */
  async talk(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 100) {
      await this.env.pass(100)
      this.machine.heard()
    }
  }

  /** Gaps between dials that all fail at once. */
  async gaps(count: number): Promise<number[]> {
    const gaps: number[] = []
    for (let i = 0; i < count; i++) {
      const before = this.env.now()
      const dials = this.dials.length
      this.machine.failed()
      while (this.dials.length === dials) await this.env.pass(10)
      gaps.push((this.dials.at(-1) ?? 0) - before)
    }
    return gaps
  }
}
