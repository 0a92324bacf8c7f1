import { useEffect, useState } from 'preact/hooks'
import { endLine, type Action, type Line } from './banner'
import { t } from './i18n'
import { go, route } from './route'
import { enter, leave, move, room } from './room'
import { bannerLine, client, end, forget } from './session'
import { toasts } from './toasts'
import { Button } from './ui'
import css from './bannerbar.module.css'

/** Does what a line's button says. */
export function act(action: Action): void {
  const code = route.value.screen === 'room' ? route.value.code : null
  switch (action) {
    case 'retry':
    case 'retryBlocked':
    case 'reconnect':
      client().retryNow()
      return comeBack(code)
    case 'playHere':
      client().takeOver()
      return comeBack(code)
    case 'takeSeat':
      forget()
      return void move('sit')
    case 'watch':
      return void (code && enter({ code, spectate: true }))
    case 'reload':
      return location.reload()
    case 'home':
      // From an end of the connection's there is no other way back.
      if (client().link.state === 'ended') client().retryNow()
      end.value = null
      return room.value ? leave() : go({ screen: 'home' })
  }
}

/** The address names a room that was not entered, or was over, when the connection ended: nobody waits for it any more. */
function comeBack(code: string | null): void {
  if (code && (!room.value || room.value.over !== undefined)) void enter({ code })
}

/** The present line: what is happening to the connection, or a lasting end while the room is still in sight. */
function present(): Line | null {
  const shown = room.value
  if (end.value && shown && shown.over === undefined) return endLine(end.value, shown.code)
  const line = bannerLine.value
  if (end.value) return line?.id === 'historyLost' ? line : null // why there is no such room any more
  // "You keep playing" is said to who plays; elsewhere the chip is enough.
  return line?.id === 'shaky' && !shown ? null : line
}

export function BannerBar() {
  const line = present()
  return (
    <>
      {line && (
        <aside
          class={`${css.bar} ${css[line.tone] ?? ''}`}
          aria-label={t('banner.label')}
          data-banner={line.id}
          data-button={line.action ?? undefined}
        >
          {line.ring === undefined ? <span class={css.mark} /> : <SeatRing left={line.ring} />}
          <span class="num">{line.text}</span>
          {line.action && (
            <Button kind="primary" small class={css.do} onClick={() => act(line.action!)}>
              {t(`do.${line.action}`)}
            </Button>
          )}
        </aside>
      )}
      <Heard line={line} />
    </>
  )
}

/** Ears hear a line when it says something new, not at every second of a countdown. */
function Heard({ line }: { line: Line | null }) {
  const [text, setText] = useState('')
  useEffect(() => setText(line?.text ?? ''), [line?.id])
  return (
    <div class="sr" role="status" aria-live="polite">
      {text}
    </div>
  )
}

function SeatRing({ left }: { left: number }) {
  const round = 2 * Math.PI * 9
  return (
    <svg class={css.ring} width="24" height="24" viewBox="0 0 24 24" fill="none" stroke-width="3" aria-hidden="true">
      <circle cx="12" cy="12" r="9" stroke="#626d87" />
      <circle
        cx="12"
        cy="12"
        r="9"
        stroke="currentColor"
        stroke-linecap="round"
        stroke-dasharray={`${round}`}
        stroke-dashoffset={`${round * (1 - left)}`}
      />
    </svg>
  )
}

export function Toasts() {
  return (
    <div class={css.toasts} role="status" aria-live="polite">
      {toasts.value.map(({ id, text }) => (
        <div key={id} class={css.toast}>
          {text}
        </div>
      ))}
    </div>
  )
}
