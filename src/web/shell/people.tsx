import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Member } from '../sdk'
import { t } from './i18n'
import { Crown } from './icons'
import { InvitationRow } from './invitation'
import { isCaptain, lookAt, memberOf, members, move, myId, room, table } from './room'
import { isPrivate } from './route'
import { Token } from './token'
import { Button, Dialog } from './ui'
import css from './people.module.css'

/** Everybody in the room, by name, and the link for whoever is missing. Among friends the captain may remove somebody. */
export function PeopleDialog({ onClose }: { onClose(): void }) {
  const [asked, setAsked] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const before = useRef<string | null>(null)
  const removes = isCaptain.value && isPrivate(room.value?.code ?? '')
  const inQuestion = removes ? memberOf(asked) : undefined
  // With the picture, not after it: the next key is already meant for what has the focus then.
  useLayoutEffect(() => {
    // Whoever said no goes on at the button they came from; where that is gone with its row, at the list.
    const row = before.current === null ? null : list.current?.querySelector<HTMLElement>(`[data-member="${before.current}"] button`)
    if (before.current !== null && !inQuestion) (row ?? list.current)?.focus()
    before.current = inQuestion?.id ?? null
  }, [inQuestion?.id])

  const remove = async ({ id }: Member) => {
    setAsked(null)
    // Its button is gone with the row: ears hear who is left.
    if ((await move('kick', id))?.ok) list.current?.focus()
  }
  return (
    <Dialog title={t('room.members')} onClose={onClose}>
      <InvitationRow />
      <ul ref={list} tabIndex={-1} class={css.list} aria-label={t('room.members')}>
        {inOrder(members.value).map(member =>
          member === inQuestion ? (
            <Question key={member.id} member={member} onKeep={() => setAsked(null)} onRemove={() => void remove(member)} />
          ) : (
            <li key={member.id} data-member={member.id}>
              <Token look={lookAt(member)} size={28} mood={member.away ? 'asleep' : 'calm'} />
              <span class="name">{member.name}</span>
              <Tags member={member} />
              {removes && !member.bot && member.id !== myId.value && (
                <Button small aria-label={t('room.kick', { name: member.name })} onClick={() => setAsked(member.id)}>
                  {t('do.remove')}
                </Button>
              )}
            </li>
          ),
        )}
      </ul>
    </Dialog>
  )
}

/** People come first: bots only keep their seats warm. */
function inOrder(all: readonly Member[]): readonly Member[] {
  return all.toSorted((a, b) => Number(a.bot) - Number(b.bot))
}

function Tags({ member }: { member: Member }) {
  return (
    <small>
      {member.id === table.value?.captain && (
        <>
          <Crown size={16} />
          <span class="sr">{t('room.captain')}</span>
        </>
      )}
      {member.id === myId.value && <span>{t('you.tag')}</span>}
      {member.bot && <span>{t('room.botTag')}</span>}
      {member.away && <span>{t('room.away')}</span>}
    </small>
  )
}

/** Stands in the member's own row, so that it is clear who is meant. */
function Question({ member, onKeep, onRemove }: { member: Member; onKeep(): void; onRemove(): void }) {
  const first = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => first.current?.querySelector('button')?.focus(), [])
  return (
    <li class={css.question}>
      <p id="remove-whom">{t('confirm.remove', { name: member.name })}</p>
      <div ref={first} role="group" aria-labelledby="remove-whom">
        <Button small aria-describedby="remove-whom" onClick={onKeep}>
          {t('confirm.keep')}
        </Button>
        <Button small aria-describedby="remove-whom" class={css.remove} onClick={onRemove}>
          {t('do.remove')}
        </Button>
      </div>
    </li>
  )
}
