import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type Client, Refused } from '../sdk'
import { act } from './bannerbar'
import { open } from './panels'
import { enter, entering, giveUpEntering, leave, move, room } from './room'
import { route } from './route'
import { bannerLine, end, seated, startSession, tell } from './session'
import { toasts } from './toasts'

vi.mock('./speaker', () => ({ speaker: {} }))

const visited: string[] = []

let isEnded = false
let left: (reason: string) => void = () => {}
let ack: Promise<unknown> = Promise.resolve({ ok: true })
const leftRooms: string[] = []

/** A server that lets everybody in. */
const client = {
  get link() {
    return isEnded ? { state: 'ended', reason: 'superseded' } : { state: 'live', quality: 'good' }
  },
  online: true,
  player: { id: 'ann' },
  onLink: () => {},
  onNotice: () => {},
  join: async (code: string) => ({
    code, seat: 0, table: { members: [] }, pending: [],
    onState: () => {}, onSnapshot: () => {}, onAny: () => {}, onLeft: (hear: typeof left) => (left = hear),
    leave: async () => void leftRooms.push(code), send: () => ack,
  }),
} as unknown as Client

vi.stubGlobal('location', { search: '' })
vi.stubGlobal('document', { hidden: false })
vi.stubGlobal('history', {
  pushState: (_: unknown, __: string, url: string) => visited.push(url),
  replaceState: (_: unknown, __: string, url: string) => visited.splice(-1, 1, url),
})

beforeEach(() => {
  vi.useFakeTimers()
  isEnded = false
  startSession(client, () => null)
  leave('stay')
  giveUpEntering()
  toasts.value = []
  visited.splice(0)
  leftRooms.splice(0)
})

describe('entering a room by its code', () => {
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

  it('of which one has gone elsewhere meanwhile, seats nobody', async () => {
    const waiting = enter({ code: 'KITE7' })
    route.value = { screen: 'home' }
    giveUpEntering()
    expect(entering.value).toBeNull()

    await waiting

    expect(room.value).toBeNull()
    expect(route.value).toEqual({ screen: 'home' })
    expect(leftRooms).toEqual(['KITE7'])
  })

  it('in place of another that is still waited for', async () => {
    const first = enter({ code: 'KITE7' })

    await Promise.all([first, enter({ code: 'MOON5' })])

    expect(room.value?.code).toBe('MOON5')
    expect(leftRooms).toEqual(['KITE7'])
  })

  it('given up and asked for again, seats once', async () => {
    const first = enter({ code: 'KITE7' })
    giveUpEntering()

    await Promise.all([first, enter({ code: 'KITE7' })])

    expect(room.value?.code).toBe('KITE7')
    expect(leftRooms).toEqual([])
  })

  it('over a connection that ended, says what the connection says', async () => {
    const join = vi.spyOn(client, 'join').mockRejectedValueOnce(new Refused({ reason: 'superseded' }))
    isEnded = true
    startSession(client, () => null)

    await enter({ code: 'KITE7' })

    join.mockRestore()
    expect(end.value).toBe('superseded')
  })

  it('that ends for a reason this page does not know, leads home', async () => {
    await enter({ code: 'KITE7' })

    left('moved')

    expect(end.value).toBe('refused')
  })
})

describe('the button of a connection that ended', () => {
  const buttons = { reconnect: () => (isEnded = false), playHere: () => (isEnded = false) }
  Object.assign(client, { retryNow: buttons.reconnect, takeOver: buttons.playHere })

  it.each(['reconnect', 'playHere'] as const)('%s asks again for the room that nobody waits for any more', async action => {
    route.value = { screen: 'room', code: 'KITE7' }
    isEnded = true

    act(action)

    await vi.waitFor(() => expect(room.value?.code).toBe('KITE7'))
  })

  it('asks again for a room that was over', async () => {
    await enter({ code: 'KITE7' })
    const over = Object.assign(room.value!, { over: 'kicked' })

    act('playHere')

    await vi.waitFor(() => expect(room.value).not.toBe(over))
  })
})

describe('the offer to take a seat again', () => {
  it('ends with the room', async () => {
    await enter({ code: 'KITE7' })
    tell({ kind: 'seatGone', afterMs: 60_000 })
    expect(bannerLine.value?.id).toBe('seatGone')

    leave('stay')

    expect(bannerLine.value).toBeNull()
  })

  it('ends when there is a seat', async () => {
    seated.value = false
    tell({ kind: 'seatGone', afterMs: 60_000 })
    expect(bannerLine.value?.id).toBe('seatGone')

    seated.value = true

    expect(bannerLine.value).toBeNull()
  })
})

describe('a move', () => {
  it('that was given up with its room is no word of the server\'s', async () => {
    await enter({ code: 'KITE7' })
    ack = Promise.resolve({ ok: false, n: 1, reason: 'left' })
    await move('emote', 1)
    expect(toasts.value).toEqual([])

    ack = Promise.resolve({ ok: false, n: 2, reason: 'game_over' })
    await move('place', 1)
    expect(toasts.value).toMatchObject([{ text: 'Not done: The game is over.' }])
  })
})
