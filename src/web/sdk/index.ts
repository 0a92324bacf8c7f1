/** GameServer's client library. It needs no page: it runs in workers and Node too. */
export { browserEnv } from './browser'
export { type ClientOptions, connect, GameClient } from './client'
export { type Channel, type Env, memoryStore, type Signal, type Store } from './env'
export { game } from './games'
export type { Dial, Hub, HubListener, HubProtocol } from './hub'
export { LIVENESS } from './liveness'
export { LIMITS, PROTOCOL, Refused } from './protocol'
export { RETRY } from './retry'
export type { Ack, AnyShape, Change, EventsOf, Game, GameOf, GameShape, MovesOf, Patch, TableEvents, TableMoves } from './games'
export type {
  Client,
  CreateOptions,
  DropReason,
  EndReason,
  EventInfo,
  Frame,
  JoinOptions,
  LeftReason,
  Link,
  Member,
  Notice,
  Off,
  PendingMove,
  Ping,
  Player,
  Room,
  RoomInfo,
  RoomStats,
  RuntimeState,
  SeatInfo,
  SnapshotInfo,
  Table,
  WaitReason,
} from './types'
