import { describe, expect, it } from 'vitest'
import { SeenReporter } from './seen'
import { FakeEnv } from './testing/fakeEnv'
import { FakeServer } from './testing/fakeServer'

function reporter(): { seen: SeenReporter; told: object[]; env: FakeEnv } {
  const told: object[] = []
  const env = new FakeEnv(new FakeServer().dial)
  return { seen: new SeenReporter(request => void told.push(request), env.after), told, env }
}

describe('what was taken is told', () => {
  it('after 64 events, cumulatively', () => {
    const { seen, told } = reporter()

    seen.events('A', 63, 63)
    expect(told).toEqual([])
    seen.events('A', 64, 1)

    expect(told).toEqual([{ room: 'A', seq: 64, tick: undefined }])
  })

  it('after 8 frames, with the tick', () => {
    const { seen, told } = reporter()

    for (let tick = 1; tick <= 8; tick++) seen.frame('A', 5, tick)

    expect(told).toEqual([{ room: 'A', seq: 5, tick: 8 }])
  })

  it('after 16 KB, for every room', () => {
    const { seen, told } = reporter()

    seen.events('A', 3, 1)
    seen.heard(16_384)
    seen.events('B', 9, 1)

    expect(told).toEqual([
      { room: 'A', seq: 3, tick: undefined },
      { room: 'B', seq: 9, tick: undefined },
    ])
  })

  it('after a second, once, and never without news', async () => {
    const { seen, told, env } = reporter()

    seen.events('A', 1, 1)
    seen.events('A', 2, 1)
    await env.pass(999)
    expect(told).toEqual([])
    await env.pass(1)
    expect(told).toEqual([{ room: 'A', seq: 2, tick: undefined }])

    await env.pass(10_000)
    expect(told).toHaveLength(1)
  })

  it('on the connection it was taken on alone', async () => {
    const { seen, told, env } = reporter()

    seen.events('A', 1, 1)
    seen.reset()
    await env.pass(5_000)

    expect(told).toEqual([])
  })
})
