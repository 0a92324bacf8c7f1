import type { Dial } from './hub'
import type { Off } from './types'

/** What the library needs of its surroundings; `browserEnv()` is the default, tests bring their own. */
export interface Env {
  /** Steady ms: never jumps; may stand still while the computer sleeps. */
  now(): number
  /** Unix ms, as the computer shows it. */
  wall(): number
  /** 0 (included) to 1. */
  random(): number
  /** Calls once after `ms`. */
  after(ms: number, run: () => void): Off
  visible(): boolean
  online(): boolean
  onSignal(handler: (signal: Signal) => void): Off
  /** Survives the tab: the player's token. */
  readonly local: Store
  /** Lives as long as the tab, also across reloads: moves without ack. */
  readonly session: Store
  /** Reaches the browser's other tabs; undefined where there are none. */
  channel(name: string): Channel | undefined
  readonly dial: Dial
  /** What plain HTTP says of the server behind this address; undefined: it cannot be reached or may not be asked. */
  probe(url: string): Promise<{ status: number; retryAfterMs?: number } | undefined>
  /** An application's handler threw: told once, and everything goes on. */
  report(error: unknown): void
}

/** `wake`: the page got the focus or came out of a cache; the link may have died unseen. */
export type Signal = 'online' | 'offline' | 'shown' | 'hidden' | 'wake'

/** Text by key. Reads and writes never throw: without storage (private windows, quotas) nothing is kept. */
export interface Store {
  get(key: string): string | undefined
  set(key: string, value: string): void
  remove(key: string): void
}

export interface Channel {
  post(message: unknown): void
  onMessage(handler: (message: unknown) => void): void
  close(): void
}

/** A store that forgets with the page. */
export function memoryStore(): Store {
  const values = new Map<string, string>()
  return {
    get: key => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: key => void values.delete(key),
  }
}
