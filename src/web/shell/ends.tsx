import { useRef } from 'preact/hooks'
import { useArrival } from './arrival'
import { endLine, type End } from './banner'
import { act } from './bannerbar'
import { Header, Wordmark } from './header'
import { t } from './i18n'
import { route, showCode } from './route'
import { look } from './settings'
import { Token } from './token'
import { Button } from './ui'
import css from './ends.module.css'

/** An honest end: one sentence, one button, and a token that takes it with humour. */
export function EndScreen({ end }: { end: End }) {
  const code = route.value.screen === 'room' ? showCode(route.value.code) : ''
  const line = endLine(end, code)
  const words = useRef<HTMLHeadingElement>(null)
  useArrival(words)
  return (
    <div class={css.end} data-end={end}>
      <Header>
        <Wordmark />
      </Header>
      <main class={css.middle}>
        <Token look={look.value} size={96} mood={line.tone === 'bad' ? 3 : end === 'upgrade_required' ? 7 : 4} />
        <h1 ref={words} tabIndex={-1}>
          {line.text}
        </h1>
        {line.action && (
          <Button kind="primary" onClick={() => act(line.action!)}>
            {t(`do.${line.action}`)}
          </Button>
        )}
      </main>
    </div>
  )
}

/** Between the click and the seat; rarely seen for longer than a blink. */
export function Entering() {
  return (
    <div class={css.end}>
      <Header>
        <Wordmark />
      </Header>
      <main class={css.middle}>
        <h1 class="sr">{t('app.name')}</h1>
        <div class={css.wait}>
          {[0, 1, 2].map(n => (
            <span key={n}>
              <Token look={(look.value + n * 3) % 8} size={32} />
            </span>
          ))}
        </div>
        <p role="status">{t('room.entering')}</p>
      </main>
    </div>
  )
}
