import { signal } from '@preact/signals'
import { t, type Key } from './i18n'
import { pathOf } from './route'
import { room } from './room'
import { toast } from './toasts'

/** Whether the link was copied a moment ago: the button says so. */
export const copied = signal(false)

/** The link that seats whoever opens it. It holds the room's code and nothing else. */
export function inviteLink(): string {
  return location.origin + pathOf({ screen: 'room', code: room.value?.code ?? '' })
}

export const canShare = typeof navigator !== 'undefined' && 'share' in navigator

export async function copyLink(): Promise<void> {
  if (!(await copyText(inviteLink()))) return toast(inviteLink())
  copied.value = true
  setTimeout(() => (copied.value = false), 2_000)
}

/** Copies; false where the browser does not allow it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyTheOldWay(text) // pages on plain http have no clipboard of their own
  }
}

function copyTheOldWay(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'sr'
  const focused = document.activeElement as HTMLElement | null
  // Inside a modal dialog nothing else can hold a selection.
  ;(focused?.closest('dialog') ?? document.body).append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  focused?.focus()
  return done
}

export async function shareLink(): Promise<void> {
  const game = t(`game.${room.value?.game ?? 'relay'}` as Key)
  try {
    await navigator.share({ text: t('room.shareText', { game }), url: inviteLink() })
  } catch {
    // The person closed the share sheet, or the system has none: nothing to say.
  }
}
