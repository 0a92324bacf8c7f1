import { browserEnv, type Env, type Hub } from '../sdk'

/** A way to the server that can be cut: for showing what a lost connection does, without touching the network. */
export interface Cuttable extends Pick<Env, 'dial' | 'probe'> {
  /** Ends the present connection as a lost network does, and lets none be made for `ms`. */
  cut(ms: number): void
}

export function cuttable(real: Pick<Env, 'dial' | 'probe'> = browserEnv()): Cuttable {
  let cutUntil = 0
  const isCut = () => performance.now() < cutUntil
  let present: { hub: Hub; lose(): void } | undefined

  return {
    dial(url, listener) {
      if (isCut()) return deadHub
      let lost = false
      const hub = real.dial(url, {
        heard: bytes => lost || listener.heard(bytes),
        message: message => lost || listener.message(message),
        lost: byServer => lost || listener.lost(byServer),
      })
      present = {
        hub,
        lose() {
          if (lost) return
          lost = true
          hub.close()
          listener.lost(false)
        },
      }
      return hub
    },
    probe: url => (isCut() ? Promise.resolve(undefined) : real.probe(url)),
    cut(ms) {
      cutUntil = performance.now() + ms
      present?.lose()
    },
  }
}

/** A server that cannot be reached. */
const deadHub: Hub = {
  open: () => Promise.reject(new Error('The connection is cut.')),
  call: () => Promise.reject(new Error('The connection is cut.')),
  tell: () => undefined,
  close: () => undefined,
}
