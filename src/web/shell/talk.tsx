import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from './i18n'
import { Cross, Send, Speech } from './icons'
import { move, room } from './room'
import { SayField } from './sayfield'
import { Button } from './ui'
import css from './emotes.module.css'

/** Among friends one may also talk; what is said appears beside who said it. */
export function Talk() {
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const own = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (open) own.current?.querySelector('input')?.focus()
  }, [open])
  if (!room.value?.chat) return null

  const shut = () => {
    setOpen(false)
    own.current?.querySelector('button')?.focus()
  }
  const say = (event: Event) => {
    event.preventDefault()
    const said = text.trim()
    if (said === '') return shut()
    setText('')
    void move('chat', said)
  }
  return (
    <div ref={own}>
      <Button kind="icon" class={css.open} aria-label={t('talk.open')} aria-expanded={open} onClick={() => setOpen(true)}>
        <Speech />
      </Button>
      {open && (
        <form class={css.talk} onSubmit={say}>
          <SayField text={text} onText={setText} onEscape={shut} />
          <Button type="submit" kind="icon" aria-label={t('lounge.send')}>
            <Send />
          </Button>
          <Button kind="icon" aria-label={t('a11y.close')} onClick={shut}>
            <Cross />
          </Button>
        </form>
      )}
    </div>
  )
}
