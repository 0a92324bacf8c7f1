import { useId, useRef, useState } from 'preact/hooks'
import { t } from './i18n'
import { readCode, tidyCode } from './route'
import { enter, entering } from './room'
import { Button } from './ui'
import css from './codefield.module.css'

/** Boxes for a room code: five, eight as one types on. A pasted link goes straight to its room. */
export function CodeField({ stacked = false }: { stacked?: boolean }) {
  const [text, setText] = useState('')
  const [bad, setBad] = useState(false)
  const [focused, setFocused] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const id = useId()
  const boxes = text.length > 5 ? 8 : 5

  const join = (from: string) => {
    const code = readCode(from)
    setBad(code === null)
    if (code === null) return input.current?.focus()
    void enter({ code })
  }

  return (
    <form
      class={stacked ? css.stack : css.form}
      onSubmit={event => {
        event.preventDefault()
        join(text)
      }}
    >
      <label class={css.field} for={id}>
        <span class={stacked ? 'sr' : css.label}>{t(stacked ? 'home.code' : 'home.codeHint')}</span>
        <span class={css.typing}>
        <span class={css.boxes} data-long={boxes === 8 || undefined} aria-hidden="true">
          {Array.from({ length: boxes }, (_, i) => (
            <span key={i} class={css.box} data-here={(focused && i === Math.min(text.length, boxes - 1)) || undefined}>
              {text[i] ?? ''}
            </span>
          ))}
        </span>
        <input
          ref={input}
          id={id}
          class={css.input}
          value={text}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          inputMode="text"
          enterkeyhint="go"
          aria-invalid={bad}
          aria-describedby={bad ? `${id}-bad` : undefined}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          onInput={event => {
            setBad(false)
            const tidy = tidyCode(event.currentTarget.value)
            event.currentTarget.value = tidy
            setText(tidy)
          }}
          onPaste={event => {
            const pasted = event.clipboardData?.getData('text') ?? ''
            if (!readCode(pasted)) return
            event.preventDefault()
            setText(readCode(pasted)!)
            join(pasted)
          }}
        />
        </span>
      </label>
      <Button type="submit" kind={stacked ? 'primary' : 'quiet'} disabled={text.length < 5 || entering.value !== null}>
        {t('home.join')}
      </Button>
      {bad && (
        <span class={css.bad} id={`${id}-bad`} role="alert">
          {t('home.codeBad')}
        </span>
      )}
    </form>
  )
}
