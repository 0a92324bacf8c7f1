import type { Member } from '../sdk'
import type { GameEntry } from './games'
import { t } from './i18n'
import { Bot, Cross, Crown, Plus } from './icons'
import { PosterCanvas } from './poster'
import { atSeat, isCaptain, lookAt, move, myId, table } from './room'
import { canShare, copyLink, shareLink } from './share'
import { Token } from './token'
import { Button } from './ui'
import css from './seats.module.css'

/** The seats round the game's emblem: who sits there, and what to do about an empty one. */
export function SeatRing({ game }: { game: GameEntry }) {
  return (
    <div class={css.table}>
      <div class={css.emblem}>
        <PosterCanvas game={game} />
      </div>
      <ul>
        {Array.from({ length: game.seats }, (_, n) => {
          // Two sit face to face, left and right; more are spread evenly from the top.
          const angle = game.seats === 2 ? (n === 0 ? 180 : 0) : -90 + (360 / game.seats) * n
          const member = atSeat(n)
          return (
            <li key={n} class={css.seat} style={{ '--angle': `${angle}deg` }}>
              {member ? <Sitting member={member} /> : <Free n={n} />}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function Sitting({ member }: { member: Member }) {
  const isMe = member.id === myId.value
  return (
    <>
      <div class={css.face} data-away={member.away || undefined}>
        {member.id === table.value?.captain && (
          <span class={css.crown}>
            <Crown size={24} />
          </span>
        )}
        <Token look={lookAt(member)} size={52} mood={member.away ? 'asleep' : 'calm'} />
        {isCaptain.value && !isMe && (
          <Button
            kind="icon"
            class={css.kick}
            aria-label={t('room.kick', { name: member.name })}
            onClick={() => move('kick', member.id)}
          >
            <Cross size={14} />
          </Button>
        )}
      </div>
      <span class={`${css.who} name`}>{member.name}</span>
      <span class={css.tags}>
        {isMe && <span>{t('you.tag')}</span>}
        {member.id === table.value?.captain && <span>{t('room.captain')}</span>}
        {member.bot && (
          <span>
            <Bot size={14} />
            {t('room.botTag')}
          </span>
        )}
        {member.away && <span>{t('room.away')}</span>}
      </span>
    </>
  )
}

function Free({ n }: { n: number }) {
  return (
    <>
      <div class={css.empty} />
      <span class="sr">{`${t('room.seat', { n: n + 1 })}: ${t('room.empty')}`}</span>
      <div class={css.fill}>
        {isCaptain.value && (
          <Button aria-label={t('room.addBot', { n: n + 1 })} onClick={() => move('bot', true)}>
            <Plus />
            {t('room.bot')}
          </Button>
        )}
        <Button onClick={canShare ? shareLink : copyLink}>{t('room.invite')}</Button>
      </div>
    </>
  )
}
