import type { Env } from './env'
import { Lost } from './hub'
import type { Line } from './line'
import type { Refusal, WireAck } from './protocol'
import type { ClientRoom, RoomHost } from './room'
import type { SeenReporter } from './seen'
import type { Keeper } from './storage'
import type { Notice, SeatInfo } from './types'

/** The server grants two states in 30 s; a client that is out of step a third time waits this long. */
export const ASK_AGAIN_MS = 5_000

/** What the rooms ask of the client around them. */
export interface RoomsHost {
  readonly env: Env
  readonly keeper: Keeper
  readonly seen: SeenReporter
  /** The connection, when it is live. */
  line(): Line | undefined
  playerId(): string
  closed(): string | undefined
  awayMs(): number
  serverNow(): number
  /** The line, once there is a live one; rejects when the link has ended. */
  live(): Promise<Line>
  throwIfEnded(): void
  /** Calls until there is an answer, over as many connections as it takes. */
  call<T>(method: string, request: object): Promise<T>
  /** Where the player is a member, as the last welcome said. */
  memberships(): readonly SeatInfo[]
  /** Goes on at another node. False: it was sent on too often. */
  follow(url: string): boolean
  notice(notice: Notice): void
  /** A room is new, and not attached yet. */
  made(room: ClientRoom): void
}

/** The other rooms, as one room needs them. */
export interface Neighbours {
  all(): readonly ClientRoom[]
  rejoin(room: ClientRoom, line: Line): void
  leave(room: ClientRoom): Promise<void>
}

/** Connects rooms to the line, the storage and each other. */
export function makeRoomHost(host: RoomsHost, neighbours: Neighbours): RoomHost {
  const { keeper, env } = host
  const underWay = (): number => neighbours.all().reduce((sum, room) => sum + room.movesUnderWay, 0)
  return {
    playerId: () => host.playerId(),
    closed: () => host.closed(),
    send: (room, n, move, args) => send(host, { room, n, move, args }),
    input: (room, n, data) => host.line()?.tell('Input', { room, n, data }),
    askSnapshot: room => void askSnapshot(host, neighbours, room),
    rejoin: room => {
      const line = host.line()
      if (line) neighbours.rejoin(room, line)
    },
    leave: room => neighbours.leave(room),
    took: (room, seq, numbers) => host.seen.events(room, seq, numbers),
    tookFrame: (room, seq, tick) => host.seen.frame(room, seq, tick),
    serverNow: () => host.serverNow(),
    visible: () => env.visible(),
    // While a move is suspected, one at a time shows which one the server cannot read (MOV-7).
    window: () => (neighbours.all().some(room => room.suspicious) ? 1 - underWay() : Infinity),
    moveSettled: () => neighbours.all().forEach(room => room.pump()),
    after: (ms, run) => env.after(ms, run),
    movesOf: room => keeper.movesOf(room),
    keepMoves: (room, kept) => keeper.keepMoves(room, kept),
    presented: (room, epoch) => keeper.presented(room, epoch),
    present: (room, epoch, seq) => keeper.present(room, epoch, seq),
    notice: notice => host.notice(notice),
    report: error => env.report(error),
  }
}

/** Runs after `ms`, if the connection is still the same. */
export function later(host: RoomsHost, ms: number, line: Line, run: () => void): void {
  host.env.after(ms, () => {
    if (host.line() === line) run()
  })
}

async function send(host: RoomsHost, request: { room: string; n: number; move: string; args: unknown[] }): Promise<WireAck | undefined> {
  try {
    return await host.line()?.call<WireAck>('Send', request)
  } catch (error) {
    // An error of the server's instead of an answer: it could not read the call.
    return error instanceof Lost ? undefined : { n: request.n, ok: false, reason: 'bad_request' }
  }
}

async function askSnapshot(host: RoomsHost, neighbours: Neighbours, room: ClientRoom): Promise<void> {
  const line = host.line()
  if (!line || room.over) return
  const again = (ms: number): void => later(host, ms, line, () => void askSnapshot(host, neighbours, room))
  try {
    const answer = await line.call<{ ok: true } | Refusal>('Snapshot', { room: room.code })
    if (answer.ok) return
    if (answer.reason === 'rate_limited' || answer.reason === 'unavailable') again(answer.retryAfterMs ?? ASK_AGAIN_MS)
    else neighbours.rejoin(room, line)
  } catch (error) {
    if (!(error instanceof Lost)) again(ASK_AGAIN_MS)
  }
}
