/** A short buzz in the hand, where there is such a thing; only ever as the answer to a touch. */
export function buzz(ms: number): void {
  navigator.vibrate?.(ms)
}
