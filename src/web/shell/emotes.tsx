import { useEffect, useRef, useState } from 'preact/hooks'
import { t, type Key } from './i18n'
import { Cross, Smile } from './icons'
import { lookAt, memberOf, move, myId } from './room'
import { look } from './settings'
import { Token } from './token'
import { Button } from './ui'
import css from './emotes.module.css'

/** Eight faces of the own token in a wheel: one tap opens it, a second sends one. */
export function Emotes() {
  const [open, setOpen] = useState(false)
  const own = useRef<HTMLDivElement>(null)
  const shut = (refocus: boolean) => {
    setOpen(false)
    if (refocus) own.current?.querySelector('button')?.focus()
  }
  useEffect(() => {
    if (!open) return
    own.current?.querySelector<HTMLButtonElement>('[data-emote]')?.focus()
    const outside = (event: PointerEvent) => {
      if (!own.current?.contains(event.target as Node)) shut(false)
    }
    const escape = (event: KeyboardEvent) => event.key === 'Escape' && shut(true)
    addEventListener('pointerdown', outside)
    addEventListener('keydown', escape)
    return () => {
      removeEventListener('pointerdown', outside)
      removeEventListener('keydown', escape)
    }
  }, [open])
  const me = memberOf(myId.value)
  const mine = me ? lookAt(me) : look.value
  return (
    <div ref={own}>
      <Button kind="icon" class={css.open} aria-label={t('emote.open')} aria-expanded={open} onClick={() => setOpen(true)}>
        <Smile />
      </Button>
      {open && (
        <div class={css.wheel} role="group" aria-label={t('emote.open')}>
          {Array.from({ length: 8 }, (_, n) => (
            <button
              key={n}
              type="button"
              class={css.emote}
              data-emote={n}
              style={{ '--angle': `${n * 45 - 90}deg` }}
              aria-label={t(`emote.${n}` as Key)}
              onClick={() => {
                void move('emote', n)
                shut(true)
              }}
            >
              <Token look={mine} size={36} mood={n} />
            </button>
          ))}
          <Button kind="icon" class={css.shut} aria-label={t('a11y.close')} onClick={() => shut(true)}>
            <Cross />
          </Button>
        </div>
      )}
    </div>
  )
}
