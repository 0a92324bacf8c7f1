import { describe, expect, it } from 'vitest'
import { apply, cameBack, init, jump, KEEP, type Ledger, type Told } from './model'

const mia = { id: 'p1', name: 'Mia', look: 2 }

function told(seq: number, over: Partial<Told> = {}): Told {
  return { seq, at: seq * 1_000, type: 'spark', from: 'p1', replayed: false, data: {}, ...over }
}

function take(ledger: Ledger, ...seqs: number[]): Ledger {
  return seqs.reduce((all, seq) => apply(all, told(seq), mia), ledger)
}

describe('the ledger', () => {
  it('counts every event once, in order, without a gap', () => {
    const ledger = take(init(0), 1, 2, 3)
    expect(ledger.entries.map(entry => entry.seq)).toEqual([1, 2, 3])
    expect(ledger).toMatchObject({ last: 3, received: 3, duplicates: 0, gaps: 0 })
  })

  it('would show a number that came twice', () => {
    const ledger = take(init(0), 1, 2, 2)
    expect(ledger).toMatchObject({ received: 2, duplicates: 1 })
    expect(ledger.entries).toHaveLength(2)
  })

  it('would show a number that never came', () => {
    expect(take(init(0), 1, 4)).toMatchObject({ received: 2, gaps: 2, last: 4 })
  })

  it('calls no gap what was for others', () => {
    const ledger = apply(take(init(0), 1), told(4, { hidden: 2 }), mia)
    expect(ledger).toMatchObject({ received: 2, gaps: 0, last: 4 })
  })

  it('begins where one came in, and says so', () => {
    const ledger = take(init(40), 41)
    expect(ledger).toMatchObject({ received: 1, gaps: 0 })
    expect(ledger.marks).toEqual([{ before: 41, kind: 'start', awayMs: 0, caughtUp: 0 }])
  })

  it('keeps the name of somebody who has left', () => {
    expect(take(init(0), 1).entries[0]?.who).toEqual(mia)
  })

  it('reads what was said, and the type of what it has no words for', () => {
    const ledger = apply(apply(init(0), told(1, { type: 'chat', data: { text: 'hi' } }), mia), told(2, { type: 'jump' }), mia)
    expect(ledger.entries.map(entry => [entry.kind, entry.text])).toEqual([
      ['chat', 'hi'],
      ['other', 'jump'],
    ])
  })

  it('marks what was caught up, before its first event', () => {
    const away = [3, 4, 5].reduce((all, seq) => apply(all, told(seq, { replayed: true }), mia), take(init(0), 1, 2))
    const ledger = cameBack(away, 5_000, 3)
    expect(ledger.caughtUp).toBe(3)
    expect(ledger.marks).toEqual([{ before: 3, kind: 'away', awayMs: 5_000, caughtUp: 3 }])
  })

  it('marks a second absence at its own first event', () => {
    const first = cameBack(apply(take(init(0), 1), told(2, { replayed: true }), mia), 5_000, 1)
    const second = cameBack(apply(take(first, 3), told(4, { replayed: true }), mia), 6_000, 1)
    expect(second.marks.map(mark => mark.before)).toEqual([2, 4])
  })

  it('marks a second absence at its own first event also where nothing came in between', () => {
    const first = cameBack(apply(take(init(0), 1), told(2, { replayed: true }), mia), 5_000, 1)
    const second = cameBack([3, 4].reduce((all, seq) => apply(all, told(seq, { replayed: true }), mia), first), 6_000, 2)
    expect(second.marks.map(mark => mark.before)).toEqual([2, 3])
  })

  it('marks an absence of which more was missed than is kept at the oldest that is left', () => {
    const seqs = Array.from({ length: KEEP + 10 }, (_, i) => i + 1)
    const ledger = cameBack(seqs.reduce((all, seq) => apply(all, told(seq, { replayed: true }), mia), init(0)), 5_000, KEEP + 10)
    expect(ledger.marks.map(mark => mark.before)).toEqual([11])
  })

  it('marks an absence in which nothing happened at the end', () => {
    expect(cameBack(take(init(0), 1, 2), 5_000, 0).marks).toEqual([
      { before: 3, kind: 'away', awayMs: 5_000, caughtUp: 0 },
    ])
  })

  it('goes on from a snapshot without calling the jump a gap', () => {
    const ledger = take(jump(take(init(0), 1, 2), 90), 91)
    expect(ledger).toMatchObject({ last: 91, gaps: 0, duplicates: 0, received: 3 })
  })

  it('starts a clean page when the numbers went back', () => {
    const ledger = take(jump(take(init(0), 1, 2, 3), 1), 2)
    expect(ledger.entries.map(entry => entry.seq)).toEqual([2])
    expect(ledger.duplicates).toBe(0)
  })

  it('keeps a bounded number of entries', () => {
    const ledger = take(init(0), ...Array.from({ length: KEEP + 10 }, (_, i) => i + 1))
    expect(ledger.entries).toHaveLength(KEEP)
    expect(ledger.received).toBe(KEEP + 10)
  })
})
