import type { ServerMessage } from './protocol'

/** One connection to the server: opened once, closed once, never opened again. */
export interface Hub {
  /** Until calls can be made. Rejects when the connection cannot be made. */
  open(): Promise<void>
  /** Rejects with `Lost` when the connection ended before the answer, with another error when the server threw. */
  call<T>(method: string, request: object): Promise<T>
  /** Sent and forgotten; nothing happens without a connection. */
  tell(method: string, request: object): void
  /** Never waits for the other end. */
  close(): void
}

export interface HubListener {
  /** Bytes came, of whatever kind. Called before the messages in them. */
  heard(bytes: number): void
  message(message: ServerMessage): void
  /** The connection ended, by itself or by the server. `byServer`: it said an error first, as for what it cannot read. */
  lost(byServer: boolean): void
}

/**
 * How messages are written: SignalR's `IHubProtocol`, such as `messagePack()` of this library or the class of the npm
 * package @microsoft/signalr-protocol-msgpack.
 */
export interface HubProtocol {
  readonly name: string
  readonly version: number
  readonly transferFormat: number
  parseMessages(input: string | ArrayBuffer, logger: { log(level: number, message: string): void }): unknown[]
  writeMessage(message: never): string | ArrayBuffer
}

export type Dial = (url: string, listener: HubListener) => Hub

/** The connection ended before the answer came: whether the call took effect is not known. */
export class Lost extends Error {
  constructor() {
    super('The connection ended before the answer.')
    this.name = 'Lost'
  }
}
