import { readdirSync, readFileSync } from 'node:fs'
import type { Entry } from '../protocol'
import { Stream, type StreamSink } from '../stream'
import { type View, viewOf } from '../state'

/** A room's log as the server hands it out; tests/GameServer.Tests/Games/Recorded makes and checks the files. */
export interface Recording {
  about: string
  /** By name: the last number that was written to the page, and the ranges up to it that were for others. */
  viewers: Record<string, { id: string; upTo: number; hidden: [from: number, upTo: number][] }>
  checkpoints: Checkpoint[]
  entries: [seq: number, entry: Exclude<Entry, { hidden: number }>][]
}

/** The snapshot that these viewers, by name with their seats, would have been given at this number. */
export interface Checkpoint {
  seq: number
  /** Server time, ms. */
  at: number
  game: string
  seats: Record<string, number | null>
  state: unknown
}

const FOLDER = new URL('../../../../tests/protocol/logs/', import.meta.url)

/** Time that is left is told in whole milliseconds, each time rounded up: so far two tellings of one moment lie apart. */
const SLACK_MS = 2

/** Every viewer of every recording, to be tested one by one. */
export function recordedViewers(): { title: string; file: string; recording: Recording; viewer: string }[] {
  return readdirSync(FOLDER).filter(name => name.endsWith('.json')).flatMap(name => {
    const recording = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Recording
    const file = name.replace('.json', '')
    return Object.keys(recording.viewers).map(viewer => ({ title: `${viewer} in ${file}`, file, recording, viewer }))
  })
}

export function checkpointsOf({ checkpoints }: Recording, viewer: string): Checkpoint[] {
  return checkpoints.filter(({ seats }) => viewer in seats)
}

/** What was written to the viewer behind `after`, up to a number, as `events` carries it. */
export function entriesOf({ entries, viewers }: Recording, viewer: string, after: number, upTo: number): Entry[] {
  const hidden = viewers[viewer]!.hidden
  const shown = new Map(entries)
  const found: Entry[] = []
  for (let seq = after + 1; seq <= upTo; seq++) {
    const range = hidden.find(([from, last]) => from <= seq && seq <= last)
    if (range) {
      seq = Math.min(range[1], upTo)
      found.push({ hidden: seq })
    } else found.push(shown.get(seq)!)
  }
  return found
}

/** A page that begins at a checkpoint and goes on by events. */
export class Follower {
  private at = 0
  readonly stream: Stream
  outOfStep = 0

  constructor(
    private readonly recording: Recording,
    private readonly viewer: string,
    event: StreamSink['event'] = () => {},
  ) {
    this.stream = new Stream({
      event,
      snapshot: () => {},
      frame: () => {},
      caughtUp: () => {},
      took: () => {},
      outOfStep: () => void this.outOfStep++,
    }, () => this.at)
  }

  get view(): View {
    return this.stream.view
  }
  get seq(): number {
    return this.stream.position?.seq ?? 0
  }

  begin({ seq, at, state }: Checkpoint): void {
    this.at = at
    this.stream.take({ kind: 'snapshot', room: 'KITE7', epoch: 'e', seq, state, reason: 'new' })
  }

  goOn(upTo: number): void {
    const entries = entriesOf(this.recording, this.viewer, this.seq, upTo)
    if (entries.length > 0) this.stream.take({ kind: 'events', room: 'KITE7', epoch: 'e', first: this.seq + 1, entries })
  }
}

/** The server's view at a checkpoint, with moments that are as good as the given view's put into its words. */
export function viewAt({ state, at }: Checkpoint, like: View): View {
  const view = viewOf(state, at)
  const deadlines = view.state.deadlines as Record<string, number> | undefined
  const known = (like.state.deadlines ?? {}) as Record<string, number>
  return {
    ...view,
    table: { ...view.table, startsAt: near(view.table.startsAt, like.table.startsAt) },
    state: deadlines ? { ...view.state, deadlines: Object.fromEntries(Object.entries(deadlines).map(([name, due]) => [name, near(due, known[name])])) } : view.state,
  }
}

function near<T extends number | null>(moment: T, like: number | null | undefined): T | number {
  return moment !== null && like != null && Math.abs(moment - like) <= SLACK_MS ? like : moment
}
