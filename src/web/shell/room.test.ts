import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type Client, Refused } from '../sdk'
import { open } from './panels'
import { enter, leave } from './room'
import { route } from './route'
import { end, startSession } from './session'

vi.mock('./speaker', () => ({ speaker: {} }))

const visited: string[] = []

/** A server that lets everybody in. */
const client = {
  link: { state: 'live', quality: 'good' },
  online: true,
  player: { id: 'ann' },
  onLink: () => {},
  onNotice: () => {},
  join: async (code: string) => ({
    code, seat: 0, table: { members: [] }, pending: [],
    onState: () => {}, onSnapshot: () => {}, onAny: () => {}, onLeft: () => {}, leave: async () => {},
  }),
} as unknown as Client

vi.stubGlobal('location', { search: '' })
vi.stubGlobal('document', { hidden: false })
vi.stubGlobal('history', {
  pushState: (_: unknown, __: string, url: string) => visited.push(url),
  replaceState: (_: unknown, __: string, url: string) => visited.splice(-1, 1, url),
})

describe('entering a room by its code', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    startSession(client, () => null)
    leave('stay')
    visited.splice(0)
  })

  it('leaves the start page behind, for Back to lead to', async () => {
    route.value = { screen: 'home' }
    visited.push('/')

    await enter({ code: 'KITE7' })

    expect(visited).toEqual(['/', '/r/KITE7'])
  })

  it('by its link, leaves nothing behind', async () => {
    route.value = { screen: 'room', code: 'KITE7' }
    visited.push('/r/KITE7')

    await enter({ code: 'KITE7' })

    expect(visited).toEqual(['/r/KITE7'])
  })

  it('names the room that would not have it, for what is said and offered then', async () => {
    route.value = { screen: 'home' }
    const join = vi.spyOn(client, 'join').mockRejectedValueOnce(new Refused({ reason: 'not_found' }))

    await enter({ code: 'N0PE2' })

    join.mockRestore()
    expect(route.value).toEqual({ screen: 'room', code: 'N0PE2' })
    expect(end.value).toBe('not_found')
  })

  it('closes whatever is open', async () => {
    open.value = 'code'

    await enter({ code: 'KITE7' })

    expect(open.value).toBeNull()
  })
})
