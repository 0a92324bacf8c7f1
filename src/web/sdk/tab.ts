import type { Env } from './env'
import type { Keeper } from './storage'

/** How long another tab of the same name has to speak up; it passes while the connection is being made. */
export const CLAIM_MS = 60

/**
 * Tells a reloaded tab from a duplicated one: both find the tab's name in sessionStorage, but only the copy's question
 * is answered by a living tab of that name. A copy drops the moves it found (MOV-5).
 */
export class Tab {
  /** True for a reload, which takes its player over; false for a fresh or copied tab. */
  readonly returning: Promise<boolean>
  private readonly id: string
  private readonly keeper: Keeper
  private readonly close: () => void
  private copied = false

  constructor(env: Env, keeper: Keeper, name: string) {
    this.keeper = keeper
    this.id = String(Math.floor(env.random() * Number.MAX_SAFE_INTEGER))
    const channel = env.channel(`gameserver ${name}`)
    this.close = () => channel?.close()
    const found = keeper.tab
    let taken = false
    channel?.onMessage(message => {
      const { claim, from, reply } = message as { claim?: string; from?: string; reply?: string }
      if (from === this.id) return
      if (reply !== undefined && reply === found) taken = true
      else if (claim !== undefined && claim === keeper.tab && !this.copied) channel.post({ reply: claim, from: this.id })
    })
    if (found === undefined || !channel) {
      this.returning = Promise.resolve(found !== undefined)
      return
    }
    channel.post({ claim: found, from: this.id })
    this.returning = new Promise(resolve => {
      env.after(CLAIM_MS, () => {
        this.copied = taken
        if (taken) {
          keeper.tab = undefined
          keeper.forgetMoves()
        }
        resolve(!taken)
      })
    })
  }

  /** What the server tells this tab's moves from another's by: a reload keeps it, a copy does not (MOV-5). Known when `returning` is. */
  get page(): string {
    return this.keeper.tab ?? this.id
  }

  /** The player is this tab's from now on. */
  welcomed(): void {
    this.keeper.tab ??= this.id
  }

  /** Another tab took over: a reload of this one is a fresh tab. */
  superseded(): void {
    this.keeper.tab = undefined
  }

  dispose(): void {
    this.close()
  }
}
