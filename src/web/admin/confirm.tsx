import { signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { act } from './state'
import type { Action } from './types'

interface Question {
  title: string
  text: string
  button: string
  /** Offers how long. */
  asksMinutes?: boolean
  action: (minutes: number) => Action
}

const asked = signal<Question | undefined>(undefined)

/** What touches players is asked once more. */
export function confirm(question: Question): void {
  asked.value = question
}

const SPANS = [
  { minutes: 10, text: '10 minutes' },
  { minutes: 60, text: 'an hour' },
  { minutes: 1_440, text: 'a day' },
  { minutes: 10_080, text: 'a week' },
]

export function Confirmation() {
  const dialog = useRef<HTMLDialogElement>(null)
  const [minutes, setMinutes] = useState(60)
  const question = asked.value
  useEffect(() => {
    if (question !== undefined) dialog.current?.showModal()
  }, [question])
  if (question === undefined) return null
  return (
    <dialog ref={dialog} aria-labelledby="question" onClose={() => (asked.value = undefined)}>
      <h2 id="question">{question.title}</h2>
      <p>{question.text}</p>
      {question.asksMinutes && (
        <label>
          For
          <select value={minutes} onChange={event => setMinutes(Number(event.currentTarget.value))}>
            {SPANS.map(one => <option key={one.minutes} value={one.minutes}>{one.text}</option>)}
          </select>
        </label>
      )}
      <div class="buttons">
        <button type="button" onClick={() => dialog.current?.close()}>Cancel</button>
        <button
          type="button"
          class="danger"
          onClick={() => {
            dialog.current?.close()
            void act(question.action(minutes))
          }}
        >
          {question.button}
        </button>
      </div>
    </dialog>
  )
}
