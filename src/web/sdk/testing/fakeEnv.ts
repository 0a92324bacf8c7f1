import { type Channel, type Env, memoryStore, type Signal, type Store } from '../env'
import type { Dial } from '../hub'
import type { Off } from '../types'

/** Lets every promise that can go on go on. */
export function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/** Numbers from 0 to 1 that a seed repeats (xorshift). */
export function seeded(seed: number): () => number {
  let x = seed * 2_654_435_761 + 1
  return () => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return (x >>> 0) / 2 ** 32
  }
}

/** Tabs of one browser hear each other through this. */
export class FakeBrowser {
  readonly local = memoryStore()
  /** Tabs that hear nothing at the moment. */
  readonly frozen = new Set<object>()
  private readonly ears: { owner: object; hear: (message: unknown) => void }[] = []

  channelFor(owner: object): Channel {
    return {
      post: message => {
        for (const ear of this.ears) if (ear.owner !== owner && !this.frozen.has(ear.owner)) ear.hear(structuredClone(message))
      },
      onMessage: hear => void this.ears.push({ owner, hear }),
      close: () => {
        for (let i = this.ears.length - 1; i >= 0; i--) if (this.ears[i]?.owner === owner) this.ears.splice(i, 1)
      },
    }
  }
}

/** Surroundings whose time passes only when a test says so. */
export class FakeEnv implements Env {
  local: Store
  session: Store = memoryStore()
  isVisible = true
  isOnline = true
  /** Middle of the jitter. */
  nextRandom: () => number = () => 0.5
  probed: { status: number; retryAfterMs?: number } | undefined
  readonly errors: unknown[] = []

  private time = 1_000
  private wallOffset = 1_700_000_000_000
  private timers: { at: number; run: () => void }[] = []
  private handlers: ((signal: Signal) => void)[] = []

  constructor(
    readonly dial: Dial,
    readonly browser = new FakeBrowser(),
  ) {
    this.local = browser.local
  }

  now = (): number => this.time
  wall = (): number => this.time + this.wallOffset
  random = (): number => this.nextRandom()
  visible = (): boolean => this.isVisible
  online = (): boolean => this.isOnline
  channel = (): Channel => this.browser.channelFor(this)
  probe = (): Promise<{ status: number; retryAfterMs?: number } | undefined> => Promise.resolve(this.probed)
  report = (error: unknown): void => void this.errors.push(error)

  after = (ms: number, run: () => void): Off => {
    const timer = { at: this.time + ms, run }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter(t => t !== timer)
    }
  }

  onSignal = (handler: (signal: Signal) => void): Off => {
    this.handlers.push(handler)
    return () => {
      this.handlers = this.handlers.filter(h => h !== handler)
    }
  }

  signal(signal: Signal): void {
    if (signal === 'hidden' || signal === 'shown') this.isVisible = signal === 'shown'
    if (signal === 'online' || signal === 'offline') this.isOnline = signal === 'online'
    for (const handler of this.handlers) handler(signal)
  }

  /** Lets time pass; timers fire in order, and promises go on between them. */
  async pass(ms: number): Promise<void> {
    const until = this.time + ms
    await settle()
    for (;;) {
      const [next] = this.timers.filter(t => t.at <= until).toSorted((a, b) => a.at - b.at)
      if (!next) break
      this.timers = this.timers.filter(t => t !== next)
      this.time = Math.max(this.time, next.at)
      next.run()
      await settle()
    }
    this.time = until
    await settle()
  }

  /** The computer sleeps: the wall clock goes on, the steady one stands still (or not), timers fire late. */
  sleep(ms: number, { steady = 0 }: { steady?: number } = {}): void {
    this.time += steady
    this.wallOffset += ms - steady
  }
}
