import { t } from './i18n'
import { Check, Copy, Qr, Share } from './icons'
import { open } from './panels'
import { canShare, copied, copyLink, shareLink } from './share'
import { Button } from './ui'
import css from './invitation.module.css'

/** The ways to pass the room's link on, in one row however narrow the screen is. */
export function InvitationRow() {
  return (
    <div class={css.row}>
      <Button small onClick={copyLink}>
        {copied.value ? <Check /> : <Copy />}
        {t(copied.value ? 'room.copied' : 'room.copy')}
      </Button>
      {canShare && (
        <Button small onClick={shareLink}>
          <Share />
          {t('room.share')}
        </Button>
      )}
      <Button small aria-label={t('room.qr')} onClick={() => (open.value = 'qr')}>
        <Qr />
        QR
      </Button>
    </div>
  )
}
