import { t } from './i18n'
import { Back } from './icons'
import { open } from './panels'
import { inMatch, leave } from './room'
import { Button } from './ui'

/** Leaves the room; in mid-match it asks first, because the seat is free at once. */
export function askToLeave(): void {
  if (inMatch()) open.value = 'leave'
  else leave()
}

/** The way back to the start page. */
export function BackHome() {
  return (
    <Button kind="icon" aria-label={t('a11y.back')} onClick={askToLeave}>
      <Back />
    </Button>
  )
}
