import { t } from './i18n'
import { fieldClass } from './ui'

/** Where one writes what one says. The server takes 200 characters. */
export function SayField({ text, onText, onEscape }: { text: string; onText: (text: string) => void; onEscape?: () => void }) {
  return (
    <input
      class={fieldClass}
      value={text}
      maxLength={200}
      dir="auto"
      autocomplete="off"
      enterkeyhint="send"
      placeholder={t('lounge.say')}
      aria-label={t('lounge.say')}
      onInput={event => onText(event.currentTarget.value)}
      onKeyDown={event => event.key === 'Escape' && onEscape?.()}
    />
  )
}
