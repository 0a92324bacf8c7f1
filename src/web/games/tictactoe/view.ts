import { startLoop } from '../../kit/loop'
import { surfaceOf } from '../../kit/canvas'
import { buzz } from '../../kit/haptics'
import { lookOf, palette } from '../../kit/palette'
import type { GameContext, GameModule, GameView } from '../../kit/module'
import type { Room } from '../../sdk'
import type { TicTacToe } from '../types'
import { apply, awards, init, lineOf, readResult, snapshotOf, TURN_MS, type Model } from './model'
import { Scene, TRIUMPH_MS, type Wanted } from './scene'
import css from './view.module.css'

/** The match as this page saw it; kept beside the room so that clock and result can ask for it. */
const models = new WeakMap<Room<TicTacToe>, Model>()

function modelOf(room: Room<TicTacToe>): Model {
  return models.get(room) ?? fromSnapshot(room)
}

function fromSnapshot(room: Room<TicTacToe>): Model {
  return init(snapshotOf(room))
}

function mount(host: HTMLElement, context: GameContext<TicTacToe>): GameView {
  const { room, t } = context
  models.set(room, fromSnapshot(room))

  const canvas = document.createElement('canvas')
  canvas.className = css.canvas!
  canvas.setAttribute('aria-hidden', 'true')
  const board = document.createElement('div')
  board.className = css.board!
  board.setAttribute('role', 'group')
  board.setAttribute('aria-label', t('ttt.board'))
  const cells = Array.from({ length: 9 }, (_, cell) => cellButton(cell))
  board.append(...cells)
  host.append(canvas, board)

  const scene = new Scene(context.sound, context.calm)
  let hovered: number | null = null
  let wanted = want()
  scene.jump(wanted)

  const surface = surfaceOf(canvas, () => loop.wake())
  let boardAt = { x: 0, y: 0, size: 0 }
  const place = () => {
    const inner = board.getBoundingClientRect()
    const outer = canvas.getBoundingClientRect()
    boardAt = { x: inner.left - outer.left, y: inner.top - outer.top, size: inner.width }
    loop.wake()
  }
  const watcher = new ResizeObserver(place)
  watcher.observe(board)
  watcher.observe(host)
  const loop = startLoop(dt => {
    const moving = scene.step(wanted, dt)
    scene.draw(surface, boardAt, wanted)
    return moving
  })
  place()

  /** What the picture shall show now: the server's marks, and the own ones still on their way. */
  function want(): Wanted {
    const model = modelOf(room)
    const marks: Wanted['marks'][number][] = []
    model.cells.forEach((seat, cell) => {
      if (seat !== null) marks.push({ cell, seat, pending: false })
    })
    const { seat } = room
    if (seat !== null) {
      for (const move of room.pending) {
        const cell = Number(move.args[0])
        if (move.move === 'place' && model.cells[cell] === null) marks.push({ cell, seat, pending: true })
      }
    }
    const colourOf = (n: number) => lookOf(context.player(n)?.look ?? n).colour
    const colours = [colourOf(0), colourOf(1)] as const
    const ghost = seat !== null && hovered !== null && mayPlace(hovered, model) ? { cell: hovered, seat } : null
    return {
      marks,
      colours,
      turn: model.turn,
      line: lineOf(model.cells),
      winner: model.outcome?.winners[0] ?? null,
      ghost,
    }
  }

  function mayPlace(cell: number, model = modelOf(room)): boolean {
    return (
      room.seat !== null &&
      model.turn === room.seat &&
      model.cells[cell] === null &&
      !room.pending.some(move => move.move === 'place')
    )
  }

  function refresh(how: 'follow' | 'jump' = 'follow'): void {
    wanted = want()
    scene[how](wanted)
    cells.forEach(label)
    loop.wake()
    // The keyboard's place was on something that is gone (a start button, the result): the board is next.
    if (mayPlaceAnywhere() && document.activeElement === document.body) cells[4]!.focus({ preventScroll: true })
  }

  function mayPlaceAnywhere(): boolean {
    return cells.some((_, cell) => mayPlace(cell))
  }

  function label(button: HTMLButtonElement, cell: number): void {
    const mark = wanted.marks.find(m => m.cell === cell)
    const holder = mark && context.player(mark.seat)
    const what = !mark
      ? t('ttt.free')
      : mark.pending
        ? t('ttt.pending')
        : t('ttt.mark', { mark: mark.seat === 0 ? 'X' : 'O', name: holder?.name ?? '' })
    button.setAttribute('aria-label', `${t('ttt.cell', { row: Math.floor(cell / 3) + 1, column: (cell % 3) + 1 })}, ${what}`)
    button.setAttribute('aria-disabled', String(!mayPlace(cell)))
  }

  function cellButton(cell: number): HTMLButtonElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = css.cell!
    button.tabIndex = cell === 4 ? 0 : -1
    button.dataset.cell = String(cell)
    button.addEventListener('click', () => {
      if (!mayPlace(cell)) return
      if (!context.calm()) buzz(10)
      context.move('place', cell)
    })
    const hover = (to: number | null) => {
      hovered = to
      wanted = want()
      loop.wake()
    }
    button.addEventListener('pointerenter', event => event.pointerType === 'mouse' && hover(cell))
    button.addEventListener('pointerleave', () => hover(null))
    button.addEventListener('focus', () => {
      for (const other of cells) other.tabIndex = other === button ? 0 : -1
      if (button.matches(':focus-visible')) hover(cell)
    })
    button.addEventListener('blur', () => hover(null))
    button.addEventListener('keydown', event => {
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -3, ArrowDown: 3 }[event.key]
      if (step === undefined) return
      event.preventDefault()
      const next = cell + step
      if (next < 0 || next > 8 || (Math.abs(step) === 1 && Math.floor(next / 3) !== Math.floor(cell / 3))) return
      cells[next]!.focus()
    })
    return button
  }

  const offs = [
    room.onAny((data, event) => {
      const before = modelOf(room)
      const after = apply(before, { type: event.type, at: event.at, data })
      if (after === before) return
      models.set(room, after)
      if (event.replayed || event.presented) return
      if (event.type === 'placed' && after.turn === room.seat && room.seat !== null) context.sound.pling(2)
      if (event.type === 'ended' && after.outcome?.winners.length) {
        scene.celebrate()
        const mine = after.outcome.winners.includes(room.seat ?? -1)
        for (let i = 0; i < 4; i++) setTimeout(() => context.sound.pling(mine ? i + 2 : 4 - i), i * 110)
      }
    }),
    room.onSnapshot(() => {
      models.set(room, fromSnapshot(room))
      refresh('jump')
    }),
    room.onState(() => refresh()),
    palette.subscribe(() => refresh()),
  ]
  refresh('jump')

  return {
    layout: place,
    unmount() {
      offs.forEach(off => off())
      loop.stop()
      watcher.disconnect()
      surface.release()
      host.replaceChildren()
    },
  }
}

export const ticTacToe: GameModule<TicTacToe> = {
  id: 'tictactoe',
  seats: 2,
  celebrationMs: TRIUMPH_MS,
  mount,
  clock(room) {
    const due = room.state.deadlines?.turn
    return modelOf(room).turn === null || due === undefined ? null : { until: due, of: TURN_MS }
  },
  turn: room => modelOf(room).turn,
  // From the table, not the model: others may ask before this view has seen the event.
  outcome: room => (room.table.phase === 'ended' ? readResult(room.table.result) : null),
  awards: room => awards(modelOf(room)),
}
