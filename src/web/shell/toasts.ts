import { signal } from '@preact/signals'

/** Short sentences that come and go by themselves: refused moves, copied links. */
export interface Toast {
  id: number
  text: string
}

export const toasts = signal<readonly Toast[]>([])
let next = 1

/** Shows a sentence long enough to read it. At most three stand at a time; the same sentence stands once. */
export function toast(text: string): void {
  const id = next++
  toasts.value = [...toasts.value.filter(old => old.text !== text), { id, text }].slice(-3)
  setTimeout(() => (toasts.value = toasts.value.filter(old => old.id !== id)), 2_500 + text.length * 40)
}
