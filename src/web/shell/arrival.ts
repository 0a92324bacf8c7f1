import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'

let arrivals = 0

/** A screen that takes another's place has taken its focus too: it goes on at the new screen's first words. */
export function useArrival(ref: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    // The page's very first screen leaves the focus where the browser puts it.
    if (arrivals++ > 0 && document.activeElement === document.body) ref.current?.focus({ preventScroll: true })
  }, [])
}
