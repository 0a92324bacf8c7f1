/** A short buzz in the hand, where there is such a thing; only ever as the answer to a touch. */
export function buzz(ms: number): void {
  // Browsers refuse, aloud, before the first touch of a page.
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(ms)
}
