import { useEffect, useRef } from 'preact/hooks'
import { framesPerSecond } from '../kit/loop'
import type { Ping } from '../sdk'
import { t, timeOfDay } from './i18n'
import { Copy, Cross } from './icons'
import { close } from './panels'
import { changed, room } from './room'
import { beat, caughtUp, chipNow, client, dropsToday, history } from './session'
import { copyText } from './share'
import { toast } from './toasts'
import { Button } from './ui'
import css from './netpanel.module.css'

/** What the connection does and did. Opened by the chip; not modal, so that the game goes on beside it. */
export function NetPanel() {
  const ref = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null
    ref.current?.querySelector('button')?.focus()
    const outside = (event: PointerEvent) => {
      const at = event.target as Element
      if (!ref.current?.contains(at) && !at.closest('[data-chip]')) close()
    }
    const escape = (event: KeyboardEvent) => event.key === 'Escape' && close()
    addEventListener('pointerdown', outside)
    addEventListener('keydown', escape)
    return () => {
      removeEventListener('pointerdown', outside)
      removeEventListener('keydown', escape)
      if (ref.current?.contains(document.activeElement) || document.activeElement === document.body) before?.focus()
    }
  }, [])
  void beat.value
  void changed.value
  return (
    <section ref={ref} class={css.panel} aria-label={t('net.title')}>
      <div class={css.head}>
        <h2>{t('net.title')}</h2>
        <Button kind="icon" aria-label={t('net.close')} onClick={close}>
          <Cross />
        </Button>
      </div>
      <Graph pings={client().pings} now={beat.value} />
      <dl class={css.facts}>
        <Fact name={t('net.last')} value={room.value?.seq ?? 0} />
        <Fact name={t('net.drops')} value={dropsToday.value} />
        <Fact name={t('net.caught')} value={caughtUp.value} />
      </dl>
      {history.value.length === 0 ? (
        <p class={css.none}>{t('net.historyNone')}</p>
      ) : (
        <ol class={css.history} aria-label={t('net.history')}>
          {history.value.map(line => (
            <li key={`${line.at} ${line.text}`}>
              <time class="num">{timeOfDay(line.at)}</time>
              <span>{line.text}</span>
            </li>
          ))}
        </ol>
      )}
      <Button small onClick={copyReport}>
        <Copy />
        {t('net.copy')}
      </Button>
    </section>
  )
}

function Fact({ name, value }: { name: string; value: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="num">{value}</dd>
    </div>
  )
}

const WIDTH = 320
const HEIGHT = 84
const SPAN_MS = 60_000
/** Pings are rare while other bytes come; only a longer silence between two is a hole. */
const GAP_MS = 10_000

/** Round trips of the last minute. A silence is a gap in the line, not a straight stroke over it. */
function Graph({ pings, now }: { pings: readonly Ping[]; now: number }) {
  const top = Math.max(100, ...pings.map(ping => ping.rtt)) * 1.15
  let path = ''
  let before = 0
  for (const ping of pings) {
    const x = WIDTH - ((now - ping.at) / SPAN_MS) * WIDTH
    if (x < 0) continue
    const y = HEIGHT - 6 - (ping.rtt / top) * (HEIGHT - 14)
    path += `${path && ping.at - before < GAP_MS ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`
    before = ping.at
  }
  const last = pings.at(-1)
  return (
    <figure class={css.graph}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {[0.25, 0.5, 0.75].map(part => (
          <path key={part} d={`M0 ${HEIGHT * part}H${WIDTH}`} stroke="#2a3040" stroke-width="1" />
        ))}
        <path d={path} fill="none" stroke="#3ddc97" stroke-width="2" stroke-linejoin="round" stroke-linecap="round" vector-effect="non-scaling-stroke" />
      </svg>
      <figcaption>
        <span>{t('net.ping')}</span>
        <span class="num">{last ? t('link.live', { ms: Math.round(last.rtt) }) : t('net.noPing')}</span>
      </figcaption>
    </figure>
  )
}

/** Everything a bug report needs and nothing secret: no token, no names. */
async function copyReport(): Promise<void> {
  const shown = room.value
  const rtts = client().pings.map(ping => Math.round(ping.rtt))
  const report = {
    at: new Date().toISOString(),
    link: client().link,
    chip: chipNow.value.text,
    rttMs: { last: rtts.at(-1) ?? null, worst: rtts.length ? Math.max(...rtts) : null, samples: rtts.length },
    drops: { today: dropsToday.value, sinceLoad: client().drops },
    room: shown && { code: shown.code, game: shown.game, seat: shown.seat, epoch: shown.epoch, seq: shown.seq, stats: shown.stats, pending: shown.pending.length },
    history: history.value.map(line => `${timeOfDay(line.at)} ${line.text}`),
    fps: framesPerSecond,
    screen: `${innerWidth}x${innerHeight} @${devicePixelRatio}`,
    browser: navigator.userAgent,
  }
  if (await copyText(JSON.stringify(report, null, 2))) toast(t('net.copied'))
}
