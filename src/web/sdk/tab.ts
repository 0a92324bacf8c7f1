import type { Channel, Env } from './env'
import type { Keeper } from './storage'

/** How long another tab of the same name has to speak up; it passes while the connection is being made. */
export const CLAIM_MS = 60

/**
 * Tells a reloaded tab from a duplicated one: both find the tab's name in sessionStorage, but only the copy's question
 * is answered by a living tab of that name. A copy drops the moves it found (MOV-5).
 */
export class Tab {
  /** True for a reload, which takes its player over; false for a fresh or copied tab. */
  returning: Promise<boolean>
  /** Another living tab answered to this one's name; known when `returning` is. The next welcome gives a name of its own. */
  isCopy = false
  private id: string
  private readonly env: Env
  private readonly keeper: Keeper
  private readonly channel: Channel | undefined
  private asking = false
  private answered = false

  constructor(env: Env, keeper: Keeper, name: string) {
    this.env = env
    this.keeper = keeper
    this.id = this.newId()
    this.channel = env.channel(`gameserver ${name}`)
    this.channel?.onMessage(message => {
      const { claim, from, reply } = message as { claim?: string; from?: string; reply?: string }
      if (from === this.id) return
      if (reply !== undefined && reply === keeper.tab) this.answered = this.asking
      else if (claim !== undefined && claim === keeper.tab && !this.isCopy) this.channel?.post({ reply: claim, from: this.id })
    })
    this.returning = Promise.resolve(false)
    if (keeper.tab !== undefined) this.claim()
  }

  /** What the server tells this tab's moves from another's by: a reload keeps it, a copy does not (MOV-5). Known when `returning` is. */
  get page(): string {
    return this.keeper.tab ?? this.id
  }

  /** Asks whether another tab has this one's name: `returning` and `isCopy` tell. */
  claim(): void {
    const { channel, keeper } = this
    if (!channel) {
      this.returning = Promise.resolve(true)
      return
    }
    this.asking = true
    this.answered = false
    channel.post({ claim: keeper.tab, from: this.id })
    this.returning = new Promise(resolve => {
      this.env.after(CLAIM_MS, () => {
        this.asking = false
        this.isCopy = this.answered
        if (this.isCopy) {
          this.id = this.newId()
          keeper.tab = undefined
          keeper.forgetMoves()
        }
        resolve(!this.isCopy)
      })
    })
  }

  /** The player is this tab's from now on. */
  welcomed(): void {
    this.isCopy = false
    this.keeper.tab ??= this.id
  }

  /** Another tab took over: a reload of this one is a fresh tab. */
  superseded(): void {
    this.keeper.tab = undefined
  }

  dispose(): void {
    this.channel?.close()
  }

  private newId(): string {
    return String(Math.floor(this.env.random() * Number.MAX_SAFE_INTEGER))
  }
}
