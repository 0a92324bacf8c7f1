import { signal } from '@preact/signals'

/** The one panel or dialog that is open, if any. Opening another closes it. */
export const open = signal<'settings' | 'you' | 'net' | 'qr' | 'code' | 'people' | 'leave' | null>(null)

export function close(): void {
  open.value = null
}
