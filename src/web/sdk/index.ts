/** GameServer's client library. No DOM: it runs in pages, workers and Node. */
export { game } from './games'
export type { Ack, AnyShape, Change, EventsOf, Game, GameOf, GameShape, MovesOf, TableEvents, TableMoves } from './games'
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
  SnapshotInfo,
  Table,
  WaitReason,
} from './types'
