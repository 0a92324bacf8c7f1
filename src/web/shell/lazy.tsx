import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { isLive, missing } from './session'

/** A component whose code is fetched when it is first shown; until it is here, `Waiting` stands in its place. */
export function lazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Waiting: ComponentType = () => null,
): ComponentType<Props> {
  let found: ComponentType<Props> | undefined
  return function Lazy(props: Props) {
    const [Shown, setShown] = useState(() => found)
    useEffect(() => {
      if (Shown) return
      void insist(load).then(component => {
        found = component
        setShown(() => component)
      })
    }, [])
    return Shown ? <Shown {...props} /> : <Waiting />
  }
}

/** Long enough for a hiccup to pass. */
const AGAIN_MS = 1_000

/**
 * Fetches code that has to come: once more after a moment, and whenever the link comes alive. From the second failure on
 * it is `missing`, and the page offers a reload: a deploy took the files away, or the browser keeps the failure (some
 * never ask again for a module that failed).
 */
export async function insist<T>(load: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; ) {
    const wasLive = isLive.peek()
    try {
      await restyle()
      const found = await load()
      if (failures > 1) missing.value--
      return found
    } catch {
      failures++
      if (failures === 2) missing.value++
      // A link that came alive meanwhile was too late for this try, and will not come alive again.
      if (wasLive || !isLive.peek()) await chance(failures === 1 ? AGAIN_MS : Infinity)
    }
  }
}

/** Ends when the link comes alive, at the latest after `ms`. */
function chance(ms: number): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      off()
      resolve()
    }
    const timer = ms < Infinity ? setTimeout(done, ms) : undefined
    let isChange = false // the first call tells how things are
    const off = isLive.subscribe(live => {
      if (live && isChange) done()
      isChange = true
    })
  })
}

const unstyled = new Set<HTMLLinkElement>()
let restyled: Promise<unknown> = Promise.resolve()

/** Takes down a style that failed. Vite asks for each once, and then shows its code without. */
export function noteFailed({ target }: Event): void {
  if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') unstyled.add(target)
}

/** Asks anew for the styles that failed; whoever comes meanwhile waits with it. */
function restyle(): Promise<unknown> {
  if (unstyled.size > 0) restyled = Promise.all([...unstyled].map(fetchAgain))
  unstyled.clear()
  return restyled
}

function fetchAgain(failed: HTMLLinkElement): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const link = failed.cloneNode() as HTMLLinkElement
    link.addEventListener('load', resolve)
    link.addEventListener('error', reject)
    failed.replaceWith(link)
  })
}
