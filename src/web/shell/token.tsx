import { FACE_AT, lookOf, SHAPE_PATHS } from '../kit/palette'
import css from './token.module.css'

/** What a token's face does: an emote's number, or just being there. */
export type Mood = number | 'calm' | 'asleep'

/** The small person every player is: a shape in a colour, with a face. Decorative; the name stands beside it. */
export function Token({ look, size = 32, mood = null }: { look: number; size?: number; mood?: Mood | null }) {
  const { colour, shape } = lookOf(look)
  const at = FACE_AT[shape]
  return (
    <svg class={css.token} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={SHAPE_PATHS[shape]} fill={colour} stroke={colour} stroke-width="2" stroke-linejoin="round" />
      {mood !== null && (
        <g transform={`translate(${at.x} ${at.y}) scale(${at.scale})`}>
          <Face mood={mood} />
        </g>
      )}
    </svg>
  )
}

/** Eyes and mouth round (0, 0), which is the middle of the eye line. */
function Face({ mood }: { mood: Mood }) {
  const ink = { fill: 'none', stroke: '#12141c', 'stroke-width': 1.5, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' } as const
  switch (mood) {
    case 'asleep':
      return <path {...ink} d="M-4.2 0q1.2 1 2.4 0M1.8 0q1.2 1 2.4 0M-1.2 4h2.4" />
    case 1:
      return (
        <>
          <path {...ink} d="M-4.4.5l1.4-1.6L-1.6.5M1.6.5 3-1.1 4.4.5" />
          <path d="M-3.2 2.5h6.4a3.2 3.4 0 0 1-6.4 0z" fill="#12141c" />
        </>
      )
    case 2:
      return (
        <>
          <Eyes r={1.4} />
          <ellipse cy="4.2" rx="1.5" ry="1.9" fill="#12141c" />
        </>
      )
    case 3:
      return (
        <>
          <Eyes />
          <path {...ink} d="M-2 5q2-2.2 4 0M-4.4-2.4l1.7-.6M4.4-2.4l-1.7-.6" />
        </>
      )
    case 4:
      return (
        <>
          <Eyes x={0.8} />
          <path {...ink} d="M-1.6 4.2 2 3.4M1.6-2.6q1.4-1 2.9-.2" />
        </>
      )
    case 5:
      return (
        <>
          <path d="M-3 1.6C-6-.6-4.4-2.4-3-1c1.4-1.4 3 .4 0 2.6zM3 1.6C0-.6 1.6-2.4 3-1c1.4-1.4 3 .4 0 2.6z" fill="#12141c" />
          <path {...ink} d="M-2 3.6q2 1.9 4 0" />
        </>
      )
    case 6:
      return (
        <>
          <Eyes />
          <path {...ink} d="M-4.6-2.8l3 1.3M4.6-2.8l-3 1.3M-2.2 4.4l1.1-.8 1.1.8 1.1-.8 1.1.8" />
        </>
      )
    case 7:
      return (
        <>
          <path d="M-5.4-1.5h10.8v.7a2.4 2.4 0 0 1-4.6.9L.5-.5h-1l-.3.6a2.4 2.4 0 0 1-4.6-.9z" fill="#12141c" />
          <path {...ink} d="M-1.4 4q1.8 1 3.2-.6" />
        </>
      )
    case 0:
      return (
        <>
          <Eyes />
          <path d="M-2.6 2.7h5.2a2.6 2.7 0 0 1-5.2 0z" fill="#12141c" />
        </>
      )
    default:
      return (
        <>
          <Eyes />
          <path {...ink} d="M-1.5 3.5q1.5 1.2 3 0" />
        </>
      )
  }
}

function Eyes({ r = 1.15, x = 0 }: { r?: number; x?: number }) {
  return (
    <g class={css.eyes} fill="#12141c">
      <circle cx={-3 + x} r={r} />
      <circle cx={3 + x} r={r} />
    </g>
  )
}
