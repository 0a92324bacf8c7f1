import { useEffect, useRef } from 'preact/hooks'
import type { GameModule, GameView } from '../kit/module'
import type { Member } from '../sdk'
import { Emotes } from './emotes'
import { contextOf } from './gamecontext'
import { Header } from './header'
import { t, type Key } from './i18n'
import { Bot, Eye, People } from './icons'
import { lazy } from './lazy'
import { open } from './panels'
import { BackHome } from './roomhead'
import { atSeat, changed, lookAt, members, move, myId, pending, room, seat, sending, table, timeLeft } from './room'
import { bubbles, resultShown, sayings, wins } from './match'
import { showCode } from './route'
import { bannerLine, beat, dimmed } from './session'
import { Talk } from './talk'
import { Token } from './token'
import { Button } from './ui'
import css from './play.module.css'

const Result = lazy(() => import('./result').then(found => found.Result))

/** The match: the game's own picture across the whole screen, and round its edge what every game needs. */
export function Play({ module }: { module: GameModule }) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<GameView>(null)
  const shown = room.value
  useEffect(() => {
    if (!shown) return
    view.current = module.mount(host.current!, contextOf(shown))
    return () => view.current?.unmount()
  }, [module, shown])
  useEffect(() => view.current?.layout?.(), [resultShown.value])
  return (
    <main class={css.play} data-result={resultShown.value || undefined} data-dropin={module.dropIn}>
      <h1 class="sr">{t(`game.${module.id}` as Key)}</h1>
      <div ref={host} class={css.stage} data-dim={dimmed.value || undefined} />
      <div class={css.head}>
        <div class={css.left}>
          <BackHome />
          {module.dropIn && <Company />}
          <Pills module={module} />
        </div>
        <Clock module={module} />
        <div class={css.right}>
          <Header />
        </div>
      </div>
      <Status module={module} />
      <div class={css.corner}>
        <Talk />
        <Emotes />
      </div>
      {resultShown.value && <Result module={module} />}
      <div class="sr" role="log" aria-live="polite">
        {sayings.value}
      </div>
    </main>
  )
}

/** The seats: at most five, the own one always among them. */
function Pills({ module }: { module: GameModule }) {
  void changed.value
  const ranks = room.value && module.ranks?.(room.value)
  const seats = ranks ? ranks.map(rank => rank.seat) : Array.from({ length: module.seats }, (_, n) => n)
  const shown = seats.filter((n, i) => i < 5 || n === seat.value)
  const turn = room.value && module.turn?.(room.value)
  return (
    <ul class={css.pills} data-ranked={ranks ? '' : undefined}>
      {shown.map(n => {
        const member = atSeat(n)
        const score = ranks?.find(rank => rank.seat === n)?.score
        return member && <Pill key={member.id} member={member} turn={turn === n} score={score} />
      })}
    </ul>
  )
}

/** Where there is no lobby, the code stands in the game, and behind it the link and who is here. */
function Company() {
  if (!room.value?.chat || resultShown.value) return null
  const code = showCode(room.value.code)
  return (
    <Button small class={css.company} aria-haspopup="dialog" aria-label={`${t('room.members')}, ${code}`} onClick={() => (open.value = 'people')}>
      <People />
      <span class="num">{code}</span>
    </Button>
  )
}

function Pill({ member, turn, score }: { member: Member; turn: boolean; score: number | undefined }) {
  const bubble = bubbles.value.get(member.id)
  const won = wins.value.get(member.id) ?? 0
  return (
    <li class={css.pill} data-turn={turn || undefined} data-me={member.id === myId.value || undefined} data-away={member.away || undefined} data-seat={member.seat}>
      <span class={css.face}>
        <Token look={lookAt(member)} size={28} mood={member.away ? 'asleep' : (bubble?.emote ?? 'calm')} />
      </span>
      <span class={css.who}>
        <span class="name">{member.name}</span>
        <small>
          {member.away ? t('room.away') : member.id === myId.value ? t('you.tag') : null}
          {member.bot && (
            <>
              <Bot size={14} /> {t('room.botTag')}
            </>
          )}
        </small>
      </span>
      {score !== undefined && <span class={`${css.wins} num`}>{score}</span>}
      {score === undefined && won > 0 && <span class={`${css.wins} num`}>{won}</span>}
      {bubble && (
        <span key={bubble.id} class={css.bubble} data-text={bubble.text === null ? undefined : ''}>
          {bubble.text !== null ? <bdi>{bubble.text}</bdi> : <Token look={lookAt(member)} size={56} mood={bubble.emote ?? 'calm'} />}
        </span>
      )}
    </li>
  )
}

/** The turn's time by the server's clock. */
function Clock({ module }: { module: GameModule }) {
  void changed.value
  void beat.value
  const clock = room.value ? module.clock?.(room.value) : null
  if (!clock) return <span />
  const left = timeLeft(clock.until, clock.of)
  const s = Math.ceil(left / 1000)
  const round = 2 * Math.PI * 11
  return (
    <div class={css.clock} data-late={s <= 5 || undefined} role="timer" aria-label={t('turn.left', { n: s })}>
      <svg width="28" height="28" viewBox="0 0 28 28" fill="none" stroke-width="4" aria-hidden="true">
        <circle cx="14" cy="14" r="11" stroke="#2a3040" />
        <circle
          cx="14"
          cy="14"
          r="11"
          stroke="currentColor"
          stroke-linecap="round"
          stroke-dasharray={`${round}`}
          stroke-dashoffset={`${round * (1 - left / clock.of)}`}
        />
      </svg>
      <span class="num">{s}</span>
    </div>
  )
}

/** One line under the game: whose turn it is, or what one is waiting for. */
function Status({ module }: { module: GameModule }) {
  void changed.value
  const at = table.value
  const [text, quiet] = statusOf(module)
  // Once is enough: the line about a lost seat offers it too.
  const offers = bannerLine.value?.action !== 'takeSeat' && members.value.filter(member => member.seat !== null).length < module.seats
  if (!at || resultShown.value) return null
  return (
    <div class={css.status} data-quiet={quiet || undefined}>
      {seat.value === null && <Eye />}
      <span role="status" aria-live="polite">
        {text}
      </span>
      {seat.value === null && offers && (
        <Button kind="primary" small onClick={() => move('sit')}>
          {t('room.sit')}
        </Button>
      )}
    </div>
  )
}

function statusOf(module: GameModule): [text: string, quiet: boolean] {
  if (table.value?.phase === 'lobby') return [t('room.opponentSoon'), true]
  if (seat.value === null) return [t('ttt.watch'), true]
  const turn = room.value ? (module.turn?.(room.value) ?? null) : null
  if (turn === null) return ['', true]
  if (turn === seat.value && pending.value.length > 0) return [sending.value ? t('turn.sending') : '', true]
  if (turn === seat.value) return [t('turn.you'), false]
  if (atSeat(turn)?.away) return [t('room.awayLine', { name: atSeat(turn)!.name }), true]
  return [t('turn.other', { name: atSeat(turn)?.name ?? '' }), true]
}
