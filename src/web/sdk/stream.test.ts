import { describe, expect, it } from 'vitest'
import type { Entry, Joined, SnapshotReason } from './protocol'
import { Stream } from './stream'
import { seeded } from './testing/fakeEnv'
import { event } from './testing/fakeServer'
import type { SnapshotInfo } from './types'

/** A stream and the list of what came out of it. */
class Bench {
  readonly news: string[] = []
  readonly snapshots: SnapshotInfo[] = []
  asked = 0
  took = 0
  onEvent: (seq: number, hidden?: number) => void = () => {}
  readonly stream = new Stream({
    event: (_, e) => {
      this.news.push(`${e.replayed ? 'replayed' : 'event'} ${e.seq}`)
      this.onEvent(e.seq, e.hidden)
    },
    snapshot: (info, _, underWay) => {
      this.snapshots.push(info)
      this.news.push(`snapshot ${info.seq}${underWay ? ' under way' : ''}`)
    },
    frame: frame => this.news.push(`frame ${frame.tick}`),
    caughtUp: missed => this.news.push(`caught up ${missed}`),
    took: numbers => void (this.took += numbers),
    outOfStep: () => void this.asked++,
  }, () => 0)

  join(seq: number, reason: SnapshotReason = 'new', epoch = 'e'): this {
    this.stream.attach(joined({ epoch, snapshot: { seq, reason, state: { state: { at: seq } } } }), 0)
    return this
  }
  resume(head: number, missed: number): void {
    this.stream.attach(joined({ resume: 'replay', head, missed, snapshot: undefined }), 5_000)
  }
  events(first: number, ...entries: Entry[]): void {
    this.stream.take({ kind: 'events', room: 'A', epoch: 'e', first, entries })
  }
  snapshot(seq: number, reason: SnapshotReason, epoch = 'e'): void {
    this.stream.take({ kind: 'snapshot', room: 'A', epoch, seq, reason, state: { state: { at: seq } } })
  }
  frame(tick: number, basedOn: number): void {
    this.stream.take({ kind: 'frame', room: 'A', tick, basedOn, data: {} })
  }
}

function joined(change: Partial<Joined>): Joined {
  return {
    ok: true,
    room: 'A',
    game: 'g',
    seat: 0,
    epoch: 'e',
    head: 0,
    resume: 'snapshot',
    missed: 0,
    lastMove: 0,
    serverTime: 0,
    ...change,
  }
}

describe('a stream', () => {
  it('SNP-1 goes on with the event behind the snapshot, and ignores those in it', () => {
    const bench = new Bench().join(5)

    bench.events(4, event('a'), event('b'), event('c'), event('d'))

    expect(bench.news).toEqual(['snapshot 5', 'event 6', 'event 7'])
    expect(bench.took).toBe(2)
  })

  it('DLV-1 counts hidden ranges and hands them to nobody', () => {
    const bench = new Bench().join(5)

    bench.events(6, { hidden: 8 }, event('a'), { hidden: 12 })

    expect(bench.news).toEqual(['snapshot 5', 'event 9'])
    expect(bench.stream.position).toEqual({ epoch: 'e', seq: 12 })
    expect(bench.took).toBe(7)
  })

  it('DLV-1 an event says how many numbers before it were for others, and a snapshot ends the count', () => {
    const bench = new Bench().join(5)
    const told: unknown[] = []
    bench.onEvent = (seq, hidden) => void told.push([seq, hidden])

    bench.events(6, { hidden: 8 })
    bench.events(7, { hidden: 10 }, event('a'), event('b'), { hidden: 14 })
    bench.snapshot(20, 'desync')
    bench.events(21, event('c'))

    expect(told).toEqual([[11, 5], [12, undefined], [21, undefined]])
  })

  it('DLV-4 a gap delivers nothing, asks for the state once, and goes on behind it', () => {
    const bench = new Bench().join(5)

    bench.events(8, event('a'))
    bench.events(9, event('a'))
    expect(bench.stream.upToDate).toBe(false)
    bench.snapshot(9, 'desync')
    bench.events(10, event('a'))

    expect(bench.news).toEqual(['snapshot 5', 'snapshot 9', 'event 10'])
    expect(bench.asked).toBe(1)
    expect(bench.stream.stats.desyncs).toBe(1)
    expect(bench.stream.upToDate).toBe(true)
  })

  it('DLV-4 events of another epoch are out of step', () => {
    const bench = new Bench().join(5)

    bench.stream.take({ kind: 'events', room: 'A', epoch: 'other', first: 6, entries: [event('a')] })

    expect(bench.news).toEqual(['snapshot 5'])
    expect(bench.asked).toBe(1)
  })

  it('SNP-2 a snapshot of another epoch, or of before the cursor when the cursor was ahead, is taken', () => {
    const bench = new Bench().join(50)

    bench.join(20, 'ahead')
    expect(bench.stream.position).toEqual({ epoch: 'e', seq: 20 })
    bench.snapshot(3, 'epoch', 'other')

    expect(bench.stream.position).toEqual({ epoch: 'other', seq: 3 })
    expect(bench.news.at(-1)).toBe('snapshot 3 under way')
    expect(bench.stream.view.state).toEqual({ at: 3 })
  })

  it('I2 a snapshot of the past takes nothing back', () => {
    const bench = new Bench().join(5)
    bench.events(6, event('a'), event('b'))

    bench.snapshot(6, 'desync')
    bench.events(8, event('c'))

    expect(bench.news).toEqual(['snapshot 5', 'event 6', 'event 7', 'event 8'])
  })

  it('DLV-5 resuming at the head is an empty replay', () => {
    const bench = new Bench().join(5)

    bench.resume(5, 0)

    expect(bench.news).toEqual(['snapshot 5', 'caught up 0'])
    expect(bench.stream.upToDate).toBe(true)
  })

  it('DLV-2 what was missed is marked, up to the head of the join', () => {
    const bench = new Bench().join(5)

    bench.resume(8, 2)
    bench.events(6, event('a'), { hidden: 7 })
    bench.events(8, event('b'), event('c'))

    expect(bench.news).toEqual(['snapshot 5', 'replayed 6', 'replayed 8', 'event 9', 'caught up 2'])
    expect(bench.stream.stats).toMatchObject({ events: 3, caughtUp: 2 })
  })

  it('DLV-6 the cursor has moved when the handler runs, and nothing of an ended attachment follows', () => {
    const bench = new Bench().join(5)
    const positions: (number | undefined)[] = []
    bench.onEvent = seq => {
      positions.push(bench.stream.position?.seq)
      if (seq === 6) bench.resume(6, 0)
    }

    bench.events(6, event('a'), event('b'))
    bench.events(7, event('b'))

    expect(bench.news).toEqual(['snapshot 5', 'event 6', 'caught up 0', 'event 7'])
    expect(positions).toEqual([6, 7])
  })
})

describe('frames', () => {
  it('FRM-2 wait for the event they are based on', () => {
    const bench = new Bench().join(5)

    bench.frame(1, 5)
    bench.frame(2, 6)
    expect(bench.news).toEqual(['snapshot 5', 'frame 1'])
    bench.events(6, event('a'))

    expect(bench.news).toEqual(['snapshot 5', 'frame 1', 'event 6', 'frame 2'])
  })

  it('FRM-1 only grow, and the newest that waits is the one shown', () => {
    const bench = new Bench().join(5)

    bench.frame(3, 5)
    bench.frame(2, 5)
    bench.frame(3, 5)
    bench.frame(4, 7)
    bench.frame(5, 7)
    bench.events(6, event('a'), event('b'))

    expect(bench.news).toEqual(['snapshot 5', 'frame 3', 'event 6', 'event 7', 'frame 5'])
  })

  it('FRM-1 begin anew with a match and with a connection', () => {
    const bench = new Bench().join(5)
    bench.frame(900, 5)

    bench.events(6, event('started'))
    bench.frame(1, 6)
    bench.resume(6, 0)
    bench.frame(1, 6)

    expect(bench.news.filter(n => n.startsWith('frame'))).toEqual(['frame 900', 'frame 1', 'frame 1'])
  })
})

describe('a stream against a plain list', () => {
  it('I1 I2 every number reaches the handler once and in order, or a snapshot stands for it', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seeded(seed)
      const bench = new Bench().join(0)
      let head = 0
      for (let step = 0; step < 100; step++) {
        const at = bench.stream.position?.seq ?? 0
        const what = random()
        if (what < 0.6) {
          const first = Math.max(1, at + 1 - Math.floor(random() * 3))
          const count = 1 + Math.floor(random() * 5)
          head = Math.max(head, first + count - 1)
          bench.events(first, ...Array.from({ length: count }, () => event('a')))
        } else if (what < 0.7) {
          head = Math.max(head, at + 10)
          bench.events(at + 3, event('a'))
          bench.snapshot(head, 'desync')
        } else if (what < 0.9) {
          bench.resume(Math.max(head, at), 0)
        } else {
          head = Math.max(head, at) + 5
          bench.join(head, 'trimmed')
        }
      }

      let expected = 0
      for (const line of bench.news) {
        const [kind, number] = line.split(' ')
        if (kind === 'snapshot') expected = Number(number)
        else if (kind === 'event' || kind === 'replayed') expect(Number(number), `seed ${seed}`).toBe(++expected)
      }
      expect(expected, `seed ${seed}`).toBe(bench.stream.position?.seq)
    }
  })
})
