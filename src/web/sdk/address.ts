/** A client that is sent on more often than this in this time is sent in circles, and stays where it is. */
const FOLLOW = { times: 3, ms: 10_000 } as const

/** The hub of a server, whose address may be given without the hub's path. */
export function hubAt(url: string): string {
  const address = new URL(url, globalThis.location?.href)
  if (address.pathname === '/') address.pathname = '/hub'
  return address.href
}

/** Which hub to dial: the one the client was given, or the node of a cluster to which it was sent on. */
export class HubAddress {
  current: string
  private readonly given: string
  private readonly now: () => number
  private followed: number[] = []

  constructor(given: string, now: () => number) {
    this.given = this.current = given
    this.now = now
  }

  /** Another node's hub: a whole address, or an origin whose hub lies where ours does. Anything else changes nothing. */
  moveTo(url: string | undefined): void {
    if (url === undefined || !URL.canParse(url, this.current)) return
    const address = new URL(url, this.current)
    if (address.pathname === '/') address.pathname = new URL(this.current).pathname
    this.current = address.href
  }

  /** As `moveTo`, at the word of an answer. False: not again. */
  follow(url: string): boolean {
    const now = this.now()
    this.followed = this.followed.filter(at => now - at < FOLLOW.ms)
    if (this.followed.push(now) > FOLLOW.times) return false
    this.moveTo(url)
    return true
  }

  /** Back to the address that was given: the other one does not answer. */
  reset(): void {
    this.current = this.given
  }
}
