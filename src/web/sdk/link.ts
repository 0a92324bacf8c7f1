import type { Env, Signal } from './env'
import { judge, LIVENESS, pingDue } from './liveness'
import { RETRY, retryDelay } from './retry'
import type { EndReason, Link, Off, WaitReason } from './types'

/** The second dial in a row that could not open asks plain HTTP why; then one in so many, to burden no server that is down. */
const ASK_WHY_EVERY = 10

/** What the link machine asks of the client around it. */
export interface LinkHost {
  /** Make a connection and say `Hello`; then `welcomed` or `failed` is called. */
  dial(): void
  /** Leave the connection: from now on nothing it delivers counts. */
  hangUp(): void
  ping(): void
  /** Smoothed round trip, ms. */
  rtt(): number | undefined
  /** What plain HTTP says of the server. */
  probe(): ReturnType<Env['probe']>
  /** The computer slept: the steady clock may have stood still. */
  slept(): void
  changed(): void
}

/** The server's own word on when to come back. */
export interface Hint {
  retryAfterMs: number
  why: WaitReason
}

/**
 * The state of the connection, and when to dial, doubt and give up. It knows time, signals and silence; it knows
 * nothing of messages. Inputs: the methods; outputs: `LinkHost`.
 */
export class LinkMachine {
  /** Before the start it is about to connect. */
  link: Link = { state: 'connecting', try: 1 }
  online: boolean
  /** When the last byte came on a live link; Unix ms by this computer's clock. */
  heardWall: number | undefined
  drops = 0
  /** How long the link was away before this welcome: since the last byte, by the clock that moved further. */
  awayMs = 0

  private readonly env: Env
  private readonly host: LinkHost
  private attempt = 1
  private failedToOpen = 0
  private why: WaitReason | undefined
  /** The server said when to come back: focus and `online` do not hurry it. */
  private hinted = false
  private couldOpen = false
  private heardAt = 0
  /** Silence is counted from here at the earliest: before it nobody was awake to hear. */
  private awakeFrom = 0
  private framesAt = -Infinity
  private pingedAt = 0
  private liveSince = 0
  /** Ends the wait for a sign of life, while there is one. */
  private probing: Off | undefined
  private away: { at: number; wall: number } | undefined
  private lastTick = { at: 0, wall: 0 }
  private timer: Off = () => {}
  private offSignals: Off | undefined

  constructor(env: Env, host: LinkHost) {
    this.env = env
    this.host = host
    this.online = env.online()
  }

  /** Dials now, whatever the state. */
  dial(): void {
    this.timer()
    this.hangUp()
    this.couldOpen = false
    this.set({ state: 'connecting', try: this.attempt })
    this.timer = this.env.after(RETRY.dialMs, () => this.failed())
    this.host.dial()
  }

  /** Starts a new series of dials. */
  start(): void {
    this.offSignals ??= this.env.onSignal(signal => this.signal(signal))
    this.attempt = 1
    this.hinted = false
    this.dial()
  }

  /** The connection of this dial was made, whatever the server will say on it. */
  opened(): void {
    this.couldOpen = true
  }

  welcomed(): void {
    this.timer()
    this.failedToOpen = 0
    this.why = undefined
    this.hinted = false
    const { away } = this
    this.awayMs = away ? Math.round(Math.max(this.env.now() - away.at, this.env.wall() - away.wall, 0)) : 0
    this.away = undefined
    this.framesAt = -Infinity
    this.liveSince = this.awakeFrom = this.heardAt = this.env.now()
    this.pingedAt = -Infinity
    this.heardWall = this.env.wall()
    this.lastTick = { at: this.env.now(), wall: this.env.wall() }
    this.set({ state: 'live', quality: this.online ? 'good' : 'shaky' })
    this.timer = this.env.after(LIVENESS.tickMs, () => this.tick())
  }

  /** A dial came to nothing. */
  failed(hint?: Hint): void {
    if (this.link.state !== 'connecting') return
    this.failedToOpen = this.couldOpen ? 0 : this.failedToOpen + 1
    this.attempt++
    this.wait(hint)
    // A page that loads from a server whose WebSockets fail: a full server, or a network that forbids them.
    if (this.failedToOpen % ASK_WHY_EVERY === 2) void this.askWhy(this.link)
  }

  /** The live connection ended, or was found dead. */
  lost(hint?: Hint): void {
    if (this.link.state !== 'live') return
    const now = this.env.now()
    this.drops++
    this.away = { at: this.heardAt, wall: this.heardWall ?? this.env.wall() }
    this.attempt = now - this.liveSince >= RETRY.stableMs ? 1 : this.attempt + 1
    this.wait(hint)
  }

  end(reason: EndReason): void {
    this.timer()
    this.hangUp()
    this.attempt = 1
    this.set({ state: 'ended', reason })
  }

  /** Ends for good and listens to the page no longer. */
  dispose(): void {
    this.end('left')
    this.offSignals?.()
    this.offSignals = undefined
  }

  heard(): void {
    if (this.link.state !== 'live') return
    this.heardAt = this.env.now()
    this.heardWall = this.env.wall()
  }

  /** A frame came: the tighter limits of a realtime game hold. */
  frame(): void {
    this.framesAt = this.env.now()
  }

  private wait(hint?: Hint): void {
    this.timer()
    this.hangUp()
    this.hinted = hint !== undefined
    const random = this.env.random()
    const delay = hint
      ? Math.round(hint.retryAfterMs * (1 + RETRY.jitter * random))
      : retryDelay(this.attempt, !this.env.visible(), random)
    if (delay === 0) {
      this.dial()
      return
    }
    this.timer = this.env.after(delay, () => this.dial())
    this.set({ state: 'waiting', try: this.attempt, retryAt: this.env.wall() + delay, why: hint?.why ?? this.why })
  }

  private async askWhy(asked: Link): Promise<void> {
    const answer = await this.host.probe()
    if (this.link.state === 'live' || this.link.state === 'ended') return
    // Any other error is a proxy's in front of a server that is down: its pages do not load either.
    this.why = answer?.status === 503 ? 'busy' : answer && answer.status < 500 ? 'blocked' : undefined
    if (this.link !== asked || this.link.state !== 'waiting') return
    if (answer?.retryAfterMs) this.wait({ retryAfterMs: answer.retryAfterMs, why: 'busy' })
    else this.set({ ...this.link, why: this.why })
  }

  private signal(signal: Signal): void {
    if (signal === 'online' || signal === 'offline') {
      this.online = signal === 'online'
      this.host.changed()
    }
    if (this.link.state === 'live') {
      if (signal === 'offline' || signal === 'hidden') this.judgeNow()
      else this.startProbe()
    } else if (this.link.state === 'waiting' && !this.hinted && signal !== 'offline' && signal !== 'hidden') {
      this.start()
    }
  }

  /** Asks for a sign of life, to be given soon: something happened that kills links without a word. */
  private startProbe(): void {
    const since = this.env.now()
    this.probing?.()
    // A timer of its own: the next tick is too late for who waits.
    this.probing = this.env.after(Math.max(LIVENESS.probeMs, 3 * (this.host.rtt() ?? 0)), () => {
      this.probing = undefined
      if (this.heardAt <= since) this.lost()
    })
    this.ping()
  }

  private tick(): void {
    this.timer = this.env.after(LIVENESS.tickMs, () => this.tick())
    const [at, wall] = [this.env.now(), this.env.wall()]
    const [bySteady, byWall] = [at - this.lastTick.at, wall - this.lastTick.wall]
    this.lastTick = { at, wall }
    if (byWall - bySteady > LIVENESS.sleptMs) this.host.slept()
    if (Math.max(bySteady, byWall) - LIVENESS.tickMs > LIVENESS.sleptMs) {
      this.awakeFrom = at
      // A signal may have asked already.
      if (!this.probing) this.startProbe()
    } else {
      this.judgeNow()
    }
  }

  private judgeNow(): void {
    if (this.link.state !== 'live') return
    const now = this.env.now()
    const silence = now - Math.max(this.heardAt, this.awakeFrom)
    const hidden = !this.env.visible()
    const verdict = judge({
      silence,
      hidden,
      realtime: now - this.framesAt < LIVENESS.framesMs + silence,
      online: this.online,
      rtt: this.host.rtt(),
      quality: this.link.quality,
    })
    if (verdict === 'dead') {
      this.lost()
      return
    }
    if (verdict !== this.link.quality) this.set({ state: 'live', quality: verdict })
    if (pingDue(silence, now - this.pingedAt, hidden)) this.ping()
  }

  private hangUp(): void {
    this.probing?.()
    this.probing = undefined
    this.host.hangUp()
  }

  private ping(): void {
    this.pingedAt = this.env.now()
    this.host.ping()
  }

  private set(link: Link): void {
    this.link = link
    this.host.changed()
  }
}
