import { describe, expect, it } from 'vitest'
import type { View } from '../sdk/state'
import { type Checkpoint, checkpointsOf, Follower, recordedViewers, viewAt } from '../sdk/testing/recorded'
import * as relay from './relay/model'
import * as sparks from './sparks/model'
import * as tictactoe from './tictactoe/model'

interface Event {
  type: string
  seq: number
  at: number
  from?: string | undefined
  replayed: boolean
  hidden?: number
}

/** A game's model as its page makes it of a room, and what of it must not depend on when the page came in. */
interface Module<M> {
  init(view: View, seq: number): M
  apply(model: M, event: Event, data: unknown): M
  comparable(model: M): unknown
}

const modules: Record<string, Module<never>> = {
  tictactoe: typed<tictactoe.Model>({
    init: view => tictactoe.init(tictactoe.snapshotOf(view)),
    apply: (model, { type, at }, data) => tictactoe.apply(model, { type, at, data }),
    // `placed`: how long each mark took, for the awards alone. A snapshot holds marks, not their history.
    comparable: model => ({ ...model, placed: null }),
  }),
  sparks: typed<sparks.Model>({
    init: ({ state, table }) => sparks.init({ state, result: table.result }),
    apply: (model, { type, at }, data) => sparks.apply(model, { type, at, data }),
    // `at`: when the newest facts came, which a snapshot does not tell. `desyncs` counts what this page found wrong: nothing.
    comparable: model => ({ ...model, at: 0 }),
  }),
  relay: typed<relay.Ledger>({
    init: (_view, seq) => relay.init(seq),
    apply: (ledger, event, data) => relay.apply(ledger, { ...event, data }, null),
    // The ledger is this page's own book of what it saw: by a snapshot it begins anew. Where it stands, and that nothing is wrong, is the same.
    comparable: ({ duplicates, gaps }) => ({ duplicates, gaps }),
  }),
}

function typed<M>(of: Module<M>): Module<never> {
  return of as unknown as Module<never>
}

/** A page with its game's model beside the room. Another game on the table is another module, which begins with what the room shows. */
class Page {
  private game: string
  private model: unknown = null
  private readonly follower: Follower

  constructor(recording: ConstructorParameters<typeof Follower>[0], viewer: string, start: Checkpoint) {
    this.game = start.game
    this.follower = new Follower(recording, viewer, (data, event) => this.take(event, data))
    this.follower.begin(start)
    this.model = this.module?.init(this.follower.view, start.seq)
  }

  get module(): Module<unknown> | undefined {
    return modules[this.game] as Module<unknown> | undefined
  }
  get view(): View {
    return this.follower.view
  }
  get shown(): unknown {
    return this.module?.comparable(this.model)
  }

  goOn(upTo: number): void {
    this.follower.goOn(upTo)
  }

  private take(event: Event, data: unknown): void {
    const { game = this.game } = (event.type === 'patch' ? data : {}) as { game?: string }
    if (game !== this.game) {
      this.game = game
      this.model = this.module?.init(this.view, event.seq - 1)
    }
    this.model = this.module?.apply(this.model, event, data)
  }
}

function shownAt(checkpoint: Checkpoint, like: View): unknown {
  const module = modules[checkpoint.game] as Module<unknown> | undefined
  return module?.comparable(module.init(viewAt(checkpoint, like), checkpoint.seq))
}

describe.each(recordedViewers().filter(({ recording }) => recording.checkpoints.some(({ game }) => game in modules)))('$title', ({ recording, viewer }) => {
  const checkpoints = checkpointsOf(recording, viewer)

  it('SNP-1, the model made of any snapshot and the events behind it is the model of every later snapshot', () => {
    for (const [i, start] of checkpoints.entries()) {
      const page = new Page(recording, viewer, start)
      for (const checkpoint of checkpoints.slice(i)) {
        page.goOn(checkpoint.seq)

        expect(page.shown, `from ${start.seq} to ${checkpoint.seq}`).toEqual(shownAt(checkpoint, page.view))
      }
    }
  })

  it('SNP-1, whichever snapshot a page began with, the end is the same', () => {
    const { upTo } = recording.viewers[viewer]!
    const ends = checkpoints.map(start => {
      const page = new Page(recording, viewer, start)
      page.goOn(upTo)
      return page
    })

    // Which snapshot told of a timer moves its moment by a rounding; what is shown at the end is one moment for all.
    for (const page of ends) expect(page.shown, 'at the end').toEqual(near(page, ends[0]!))
  })
})

function near(page: Page, like: Page): unknown {
  const [one, other] = [page.shown, like.shown] as { turnFrom?: number | null }[]
  const isNear = typeof one?.turnFrom === 'number' && typeof other?.turnFrom === 'number' && Math.abs(one.turnFrom - other.turnFrom) <= 2
  return isNear ? { ...other, turnFrom: one.turnFrom } : other
}

it('every game of the page is replayed', () => {
  const played = new Set(recordedViewers().flatMap(({ recording }) => recording.checkpoints.map(({ game }) => game)))

  expect([...played]).toEqual(expect.arrayContaining(Object.keys(modules)))
})
