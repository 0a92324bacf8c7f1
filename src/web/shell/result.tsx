import { useEffect, useRef, useState } from 'preact/hooks'
import { lookOf } from '../kit/palette'
import type { GameModule, Outcome } from '../kit/module'
import { GAMES, type GameEntry } from './games'
import { t, tn, type Key } from './i18n'
import { Again, Plus } from './icons'
import { cast, wins } from './match'
import { open } from './panels'
import { isCaptain, leave, members, move, room, seat, table, timeLeft } from './room'
import { beat } from './session'
import { toast } from './toasts'
import { Token } from './token'
import { Button } from './ui'
import css from './result.module.css'

/** After the match: who won, how it went in three sentences, and again with one click. */
export function Result({ module }: { module: GameModule }) {
  const shown = room.value
  const outcome = shown && module.outcome?.(shown)
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    // Whoever played with the keyboard goes on here; whoever writes or reads elsewhere is left in peace.
    if (document.activeElement === document.body || document.activeElement?.closest('[data-cell]')) panel.current?.focus()
  }, [])
  return (
    <aside ref={panel} tabIndex={-1} class={css.panel} aria-labelledby="result-line">
      <h2 id="result-line" aria-live="polite">
        {outcome && <Headline outcome={outcome} />}
        {outcome?.onTime && <small>{t('result.onTime')}</small>}
      </h2>
      <Podium module={module} />
      <Awards module={module} />
      <Next module={module} />
    </aside>
  )
}

function Headline({ outcome }: { outcome: Outcome }) {
  if (outcome.winners.length === 0) return <>{t('result.draw')}</>
  if (seat.value !== null && outcome.winners.includes(seat.value)) return <>{t('result.youWin')}</>
  return <Sentence line={t('result.wins')} name={cast.value.get(outcome.winners[0]!)?.name ?? ''} />
}

/** A sentence about somebody, whose `{name}` is still to be filled in: a name too long is cut, the words round it never are. */
function Sentence({ line, name }: { line: string; name: string }) {
  const [before, after] = line.split('{name}')
  if (after === undefined) return <>{before}</>
  return (
    <>
      {before}
      <span class={`name ${css.named}`}>{name}</span>
      {after}
    </>
  )
}

/** A column per seat, as high as its wins, or its points where they are counted. */
function Podium({ module }: { module: GameModule }) {
  const ranks = room.value && module.ranks?.(room.value)
  const shown = ranks ? ranks.slice(0, 4).map(rank => rank.seat) : Array.from({ length: module.seats }, (_, n) => n)
  // The best four, and oneself.
  if (ranks && seat.value !== null && ranks.some(rank => rank.seat === seat.value) && !shown.includes(seat.value)) shown.push(seat.value)
  const scoreOf = (n: number, id: string) =>
    ranks ? (ranks.find(rank => rank.seat === n)?.score ?? 0) : (wins.value.get(id) ?? 0)
  const columns = shown.flatMap(n => {
    const member = cast.value.get(n)
    return member ? [{ member, won: scoreOf(n, member.id) }] : []
  })
  const most = Math.max(1, ...columns.map(({ won }) => won))
  return (
    <div class={css.podium} role="group" aria-label={t(ranks ? 'result.points' : 'result.score')}>
      {columns.map(({ member, won }) => {
        const { look } = member
        return (
          <div key={member.id} class={css.column}>
            <div class={css.stack}>
              <Token look={look} size={36} mood={won === most && won > 0 ? 0 : 'calm'} />
              <div class={css.bar} style={{ '--share': `${won / most}`, '--colour': lookOf(look).colour }} />
            </div>
            <span class="name">{member.name}</span>
            <span class={`${css.score} num`}>{won}</span>
          </div>
        )
      })}
    </div>
  )
}

function Awards({ module }: { module: GameModule }) {
  const found = room.value ? (module.awards?.(room.value) ?? []) : []
  return (
    <ul class={css.awards}>
      {found.map(({ key, seat: n, params }) => {
        const member = n === null ? undefined : cast.value.get(n)
        return (
          <li key={key}>
            {member ? <Token look={member.look} size={20} /> : <span />}
            <span>
              <Sentence line={t(key as Key, params)} name={member?.name ?? ''} />
            </span>
          </li>
        )
      })}
    </ul>
  )
}

/** The next match begins by itself, unless everybody wants it sooner. */
function Automatic() {
  void beat.value
  const at = table.value?.startsAt
  if (at == null) return null
  return <p class={`${css.next} num`}>{t('result.next', { n: Math.ceil(timeLeft(at, 60_000) / 1000) })}</p>
}

function Next({ module }: { module: GameModule }) {
  const others = GAMES.filter(game => game.seats > 0 && game.id !== module.id)
  const free = module.seats - members.value.filter(member => member.seat !== null).length
  if (module.dropIn) {
    return (
      <div class={css.buttons}>
        <Automatic />
        {seat.value !== null && <Rematch />}
        <Share module={module} />
        <Change others={others} />
      </div>
    )
  }
  return (
    <div class={css.buttons}>
      {free === 0 ? <Automatic /> : seat.value !== null && <p class={css.next}>{tn('room.startNeeds', free)}</p>}
      {seat.value === null && free > 0 && (
        <Button kind="primary" class={css.wide} onClick={() => move('sit')}>
          {t('room.sit')}
        </Button>
      )}
      {seat.value !== null && free === 0 && <Rematch />}
      {seat.value !== null && free > 0 && <Fill />}
      <Share module={module} />
      <Change others={others} />
    </div>
  )
}

function Share({ module }: { module: GameModule }) {
  const share = () => import('./card').then(found => found.shareCard(module), () => toast(t('banner.missing')))
  return <Button onClick={share}>{t('result.share')}</Button>
}

function Change({ others }: { others: readonly GameEntry[] }) {
  return isCaptain.value && others.length > 0 ? (
    <Button onClick={() => move('change', others[0]!.id)}>{t('result.change')}</Button>
  ) : (
    <Button onClick={() => leave()}>{t('result.home')}</Button>
  )
}

function Rematch() {
  const [voted, setVoted] = useState(false)
  const people = members.value.filter(member => member.seat !== null && !member.bot).length
  const vote = async () => {
    if (voted) return
    setVoted(true)
    const ack = await move('again')
    if (!ack?.ok) setVoted(false)
  }
  return (
    <Button kind="primary" class={css.wide} aria-disabled={voted} onClick={vote}>
      <Again />
      {t(voted && people > 1 ? 'result.voted' : 'result.rematch')}
      {people > 1 && (
        <span class={`${css.votes} num`}>{t('result.votes', { n: table.value?.votes ?? 0, of: people })}</span>
      )}
    </Button>
  )
}

/** Somebody has left: the seat wants a friend, or a bot. */
function Fill() {
  return (
    <>
      <Button kind="primary" class={isCaptain.value ? undefined : css.wide} onClick={() => (open.value = 'people')}>
        {t('room.invite')}
      </Button>
      {isCaptain.value && (
        <Button onClick={() => move('bot', true)}>
          <Plus />
          {t('room.bot')}
        </Button>
      )}
    </>
  )
}
