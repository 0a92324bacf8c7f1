import { type Channel, type Env, memoryStore, type Signal, type Store } from './env'
import type { HubProtocol } from './hub'
import { signalR } from './signalr'

/**
 * A page's surroundings. Works in Node and workers too, where what is missing counts as visible, online and without
 * storage; `socket` is needed where there is no global WebSocket.
 */
export function browserEnv(socket: typeof WebSocket = globalThis.WebSocket, protocol?: HubProtocol): Env {
  const page = typeof document === 'undefined' ? undefined : document
  return {
    now: () => performance.now(),
    wall: () => Date.now(),
    random: () => Math.random(),
    after(ms, run) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    visible: () => page?.visibilityState !== 'hidden',
    // Node has a navigator without `onLine`.
    online: () => globalThis.navigator?.onLine !== false,
    onSignal: handler => listen(page, handler),
    local: store(() => globalThis.localStorage),
    session: store(() => globalThis.sessionStorage),
    channel,
    dial: signalR(socket, protocol),
    probe,
    // An error of the application's: shown like any uncaught one, and nobody's call stack is cut.
    report: error =>
      queueMicrotask(() => {
        throw error
      }),
  }
}

function listen(page: Document | undefined, handler: (signal: Signal) => void): () => void {
  if (!page) return () => {}
  const signals: [EventTarget, string, () => Signal][] = [
    [globalThis, 'online', () => 'online'],
    [globalThis, 'offline', () => 'offline'],
    [globalThis, 'focus', () => 'wake'],
    [globalThis, 'pageshow', () => 'wake'],
    [page, 'visibilitychange', () => (page.visibilityState === 'hidden' ? 'hidden' : 'shown')],
  ]
  const offs = signals.map(([target, name, signal]) => {
    const listener = (): void => handler(signal())
    target.addEventListener(name, listener)
    return () => target.removeEventListener(name, listener)
  })
  return () => offs.forEach(off => off())
}

/** A browser may forbid storage by throwing at the first touch, or at any write. */
function store(open: () => Storage | undefined): Store {
  const storage = attempt(open)
  if (!storage) return memoryStore()
  return {
    get: key => attempt(() => storage.getItem(key)) ?? undefined,
    set: (key, value) => attempt(() => storage.setItem(key, value)),
    remove: key => attempt(() => storage.removeItem(key)),
  }
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}

function channel(name: string): Channel | undefined {
  // In Node an open channel would keep the process alive, and there are no other tabs.
  if (typeof document === 'undefined' || typeof BroadcastChannel === 'undefined') return undefined
  const real = new BroadcastChannel(name)
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches its own origin alone
    post: message => real.postMessage(message),
    onMessage: handler => real.addEventListener('message', event => handler(event.data)),
    close: () => real.close(),
  }
}

async function probe(url: string): Promise<{ status: number; retryAfterMs?: number } | undefined> {
  try {
    const answer = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(3_000) })
    const seconds = Number(answer.headers.get('Retry-After'))
    return { status: answer.status, retryAfterMs: seconds > 0 ? seconds * 1_000 : undefined }
  } catch {
    return undefined
  }
}
