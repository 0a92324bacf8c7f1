/** Directions as people give them: pointer, keys, thumbs, gamepad. Whatever was used last steers. */
export interface Steering {
  /** The stick now, within a circle of 1; `at` is where the own thing is on screen, CSS pixels of the host. */
  read(at: { x: number; y: number } | null): { x: number; y: number }
  /** The floating stick under the left thumb, to be drawn; null while there is none. */
  readonly thumb: { x: number; y: number; dx: number; dy: number } | null
  /** True where fingers steer: on a touch screen, or once one was used. */
  readonly touched: boolean
  release(): void
}

/** Pixels from the own thing at which the pointer means full speed, and within which it means rest. */
const POINTER = { full: 70, rest: 10 }
/** How far a thumb's stick goes, pixels. */
export const THUMB_RADIUS = 56
const PAD_DEAD = 0.18
/** Steps of the stick that are told apart: a hand is no finer, and equal sticks need no message. */
const GRAIN = 32

const KEYS: Readonly<Record<string, readonly [number, number]>> = {
  KeyW: [0, -1], ArrowUp: [0, -1],
  KeyS: [0, 1], ArrowDown: [0, 1],
  KeyA: [-1, 0], ArrowLeft: [-1, 0],
  KeyD: [1, 0], ArrowRight: [1, 0],
}

// Where the pointer is, known before a game begins: whoever clicks "Play" flies towards the pointer at once.
let pointer: { x: number; y: number } | null = null
const track = (event: PointerEvent) => {
  if (event.pointerType === 'mouse') pointer = { x: event.clientX, y: event.clientY }
}
addEventListener('pointermove', track, { passive: true })
addEventListener('pointerdown', track, { passive: true })

/** Listens on `host` for fingers and the mouse, on the page for keys. `dash` is called at every press. */
export function steer(host: HTMLElement, dash: () => void): Steering {
  const held = new Set<string>()
  let stick: { id: number; x: number; y: number; dx: number; dy: number } | null = null
  let by: 'pointer' | 'keys' | 'touch' | 'pad' = 'pointer'
  let touched = matchMedia('(pointer: coarse)').matches // a phone, also before the first finger
  let padDown = false
  const gone = new AbortController()
  const { signal } = gone

  const within = (event: Event, what: string) => (event.target as Element | null)?.closest?.(what)

  addEventListener(
    'keydown',
    event => {
      if (event.ctrlKey || event.metaKey || event.altKey || within(event, 'input, textarea, dialog, [role=dialog]')) return
      if (event.code === 'Space') {
        if (within(event, 'button, a')) return // presses it
        event.preventDefault()
        if (!event.repeat) dash()
      } else if (event.code in KEYS) {
        event.preventDefault()
        held.add(event.code)
        by = 'keys'
      }
    },
    { signal },
  )
  addEventListener('keyup', event => held.delete(event.code), { signal })
  addEventListener('blur', () => held.clear(), { signal })

  host.addEventListener(
    'pointerdown',
    event => {
      if (event.pointerType === 'mouse') {
        if (event.button === 0) dash()
        return
      }
      event.preventDefault()
      touched = true
      by = 'touch'
      const { left, width, top } = host.getBoundingClientRect()
      if (event.clientX - left > width / 2 || stick) return dash()
      host.setPointerCapture(event.pointerId)
      stick = { id: event.pointerId, x: event.clientX - left, y: event.clientY - top, dx: 0, dy: 0 }
    },
    { signal },
  )
  host.addEventListener(
    'pointermove',
    event => {
      if (event.pointerType === 'mouse') by = held.size > 0 ? by : 'pointer'
      if (!stick || event.pointerId !== stick.id) return
      const { left, top } = host.getBoundingClientRect()
      const [x, y] = [event.clientX - left, event.clientY - top]
      const far = Math.hypot(x - stick.x, y - stick.y)
      // The stick follows a thumb that wanders off.
      if (far > THUMB_RADIUS) {
        stick.x += ((x - stick.x) * (far - THUMB_RADIUS)) / far
        stick.y += ((y - stick.y) * (far - THUMB_RADIUS)) / far
      }
      stick.dx = x - stick.x
      stick.dy = y - stick.y
    },
    { signal },
  )
  const lift = (event: PointerEvent) => {
    if (event.pointerId === stick?.id) stick = null
  }
  host.addEventListener('pointerup', lift, { signal })
  host.addEventListener('pointercancel', lift, { signal })
  host.addEventListener('contextmenu', event => event.preventDefault(), { signal })

  // As browsers number the parts of a standard gamepad: https://www.w3.org/TR/gamepad/#remapping
  const readPad = (): readonly [number, number] | null => {
    const pad = navigator.getGamepads?.().find(found => found?.connected)
    if (!pad) return null
    const down = pad.buttons.slice(0, 8).some(button => button.pressed)
    if (down && !padDown) {
      by = 'pad'
      dash()
    }
    padDown = down
    const [x = 0, y = 0] = pad.axes
    const [north = 0, south = 0, west = 0, east = 0] = pad.buttons.slice(12, 16).map(button => Number(button.pressed))
    const wanted = Math.hypot(x, y) > PAD_DEAD ? ([x, y] as const) : ([east - west, south - north] as const)
    if (wanted[0] || wanted[1]) by = 'pad'
    return wanted
  }

  const towardsPointer = (at: { x: number; y: number } | null): readonly [number, number] => {
    if (!at || !pointer) return [0, 0]
    const { left, top } = host.getBoundingClientRect()
    const [x, y] = [pointer.x - left - at.x, pointer.y - top - at.y]
    const far = Math.hypot(x, y)
    return far < POINTER.rest ? [0, 0] : [x / Math.max(far, POINTER.full), y / Math.max(far, POINTER.full)]
  }

  return {
    get thumb() {
      return stick
    },
    get touched() {
      return touched
    },
    read(at) {
      const pad = readPad()
      switch (by) {
        case 'pad':
          return cut(pad ?? [0, 0])
        case 'keys':
          return cut([...held].reduce(([x, y], key) => [x + KEYS[key]![0], y + KEYS[key]![1]] as const, [0, 0] as readonly [number, number]))
        case 'touch':
          return cut(stick ? [stick.dx / THUMB_RADIUS, stick.dy / THUMB_RADIUS] : [0, 0])
        case 'pointer':
          return cut(towardsPointer(at))
      }
    },
    release: () => gone.abort(),
  }
}

/** Cut to a length of 1, in steps of the grain. */
function cut([x, y]: readonly [number, number]): { x: number; y: number } {
  const length = Math.max(1, Math.hypot(x, y))
  const fine = (value: number) => Math.round((value / length) * GRAIN) / GRAIN
  return { x: fine(x), y: fine(y) }
}
