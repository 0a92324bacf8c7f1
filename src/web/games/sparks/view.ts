import { cameraOn, type Camera } from '../../kit/camera'
import { surfaceOf } from '../../kit/canvas'
import { steer } from '../../kit/input'
import { startLoop } from '../../kit/loop'
import type { GameContext, GameModule, GameView } from '../../kit/module'
import { lookOf } from '../../kit/palette'
import { shownPictures } from '../../kit/shown'
import type { Sparks } from '../types'
import { Arena } from './arena'
import { drawThumb, drawTriumph } from './draw'
import { readFacts } from './facts'
import { makeHud } from './hud'
import hudCss from './hud.module.css'
import { apply } from './model'
import { HEIGHT, WIDTH } from './motion'
import { Netcode, type Comet } from './netcode'
import { Reactions } from './reactions'
import { awards, clock, forget, fromStart, keep, modelOf, outcome, ranks } from './round'
import { Stage } from './stage'
import { Words } from './words'

const FIELD = { width: WIDTH, height: HEIGHT }
/** The winner's comet fills the screen that long. */
const TRIUMPH_MS = 1_500

function mount(host: HTMLElement, context: GameContext<Sparks>): GameView {
  const { room } = context
  const canvas = document.createElement('canvas')
  canvas.className = hudCss.canvas!
  canvas.setAttribute('role', 'img')
  canvas.setAttribute('aria-label', context.t('sparks.field'))
  host.append(canvas)
  const hud = makeHud(host)

  let camera: Camera = { scale: 1, left: 0, top: 0, whole: true }
  let own: Comet | undefined
  let shown: readonly Comet[] = []
  let triumph = 0

  const arena = new Arena()
  const words = new Words(hud, context)
  const steering = steer(canvas, () => {
    if (!own || room.table.phase !== 'playing') return
    netcode.dash()
    words.dashed()
    if (own.cooldown === 0) context.sound.whoosh()
  })
  const netcode = new Netcode({
    send: stick => room.input(stick),
    stick: () => {
      const at = own && { x: own.x * camera.scale + camera.left, y: own.y * camera.scale + camera.top }
      return steering.read(at ?? null)
    },
    seat: () => (room.table.phase === 'playing' ? room.seat : null),
    holdUntil: () => modelOf(room).holdUntil,
    snapped: () => own && arena.flash(own, lookOf(context.player(own.seat)?.look).colour),
  })
  const reactions = new Reactions(arena, context, words, seat => shown.find(comet => comet.seat === seat))
  const stage = new Stage(reactions)
  keep(room, fromStart(room))
  stage.jump(modelOf(room))

  shownPictures.set(room, () => ({
    own: own ? { x: own.x, y: own.y } : null,
    bodies: shown.length,
    correction: netcode.correction,
    desyncs: modelOf(room).desyncs,
  }))

  const surface = surfaceOf(canvas, () => loop.wake())

  const loop = startLoop((dt, now) => {
    const model = modelOf(room)
    const playing = room.table.phase === 'playing'
    const tick = netcode.advance(now)
    stage.advance(tick, model)
    // Between two rounds nothing is heard of anybody: that is no bad connection.
    shown = netcode.comets(tick).map(comet => (playing ? comet : { ...comet, stale: false, dashing: false }))
    own = shown.find(comet => comet.seat === room.seat)
    if (own && playing) reactions.reached(stage.reach(own.x, own.y, now), own.seat)
    camera = cameraOn(FIELD, surface.w, surface.h, own ?? { x: WIDTH / 2, y: HEIGHT / 2 })
    surface.begin()
    arena.draw(surface.g, surface.w, surface.h, camera, {
      comets: shown,
      field: stage.field.values(),
      isHidden: id => stage.isTaken(id, now),
      crown: stage.crown,
      own: room.seat,
      player: context.player,
      names: true,
      calm: context.calm(),
    }, dt)
    if (steering.thumb) drawThumb(surface.g, steering.thumb)
    if (triumph > 0) {
      triumph -= dt
      const best = outcome(room)?.winners[0]
      if (best !== undefined) drawTriumph(surface.g, surface.w, surface.h, lookOf(context.player(best)?.look), 1 - triumph / TRIUMPH_MS)
    }
    if (room.live && !document.hidden) reactions.back()
    words.tick(model, netcode.clock.tickAt(now), own !== undefined, steering.touched)
    return true
  })

  const offs = [
    room.onAny((data, event) => {
      const before = modelOf(room)
      const after = apply(before, { type: event.type, at: event.at, data })
      keep(room, after)
      const silent = event.replayed || event.presented || document.hidden
      if (event.type === 'facts') {
        stage.add(readFacts(data), after, room.seat, silent)
      } else if (event.type === 'started') {
        arena.clear()
        stage.jump(after)
        triumph = 0
      } else if (event.type === 'patch') {
        stage.jump(after)
      } else if (event.type === 'ended') {
        stage.jump(after)
        if (!silent) reactions.ended(after.outcome?.ranking ?? [])
        if (!silent && !context.calm()) triumph = TRIUMPH_MS
      }
      if (after.desyncs > before.desyncs) words.desync(after.desyncs)
    }),
    room.onSnapshot(() => {
      stage.jump(keep(room, fromStart(room)))
      arena.clear()
    }),
    room.onFrame(({ tick, data }) => netcode.frame(tick, data, performance.now())),
  ]

  return {
    unmount() {
      offs.forEach(off => off())
      forget(room)
      loop.stop()
      steering.release()
      surface.release()
      hud.remove()
      host.replaceChildren()
    },
  }
}

export const sparks: GameModule<Sparks> = {
  id: 'sparks',
  seats: 12,
  celebrationMs: TRIUMPH_MS - 900,
  dropIn: true,
  mount,
  clock,
  ranks,
  outcome,
  awards,
}
