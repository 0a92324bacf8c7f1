import {
  HttpClient,
  type HttpResponse,
  HttpTransportType,
  type HubConnection,
  HubConnectionBuilder,
  HubConnectionState,
  type IHttpConnectionOptions,
  type IHubProtocol,
  LogLevel,
} from '@microsoft/signalr'
import { deferred } from './deferred'
import { type Dial, type Hub, type HubListener, type HubProtocol, Lost } from './hub'
import { parseMessage, SERVER_MESSAGES } from './protocol'

/** Our own watchdog decides when a silent link is dead (liveness.ts); SignalR's must never be first. */
const NEVER_FIRST_MS = 10 * 60_000
/** The server takes a visible client for gone after 10 s without a word from it. */
const KEEP_ALIVE_MS = 4_000
/** `WebSocket.OPEN`, where there may be no global WebSocket. */
const SOCKET_OPEN = 1
/** How SignalR begins the error of a connection that the server closed with one. */
const CLOSED_BY_SERVER = 'Server returned an error on close'
/** How the server refuses, in the handshake, a way of writing that it does not know. */
const NOT_SPOKEN = /The protocol '.*' is not supported/

type SocketClass = new (url: string | URL, protocols?: string | string[]) => WebSocket

/**
 * SignalR over WebSockets alone: no negotiation, no fallback, no reconnect of its own. A server that does not speak
 * `protocol` is spoken to in JSON from the next dial on.
 */
export function signalR(socketClass: SocketClass, protocol?: HubProtocol): Dial {
  let spoken = protocol
  return (url, listener) => new SignalRHub(url, socketClass, listener, spoken, () => (spoken = undefined))
}

class SignalRHub implements Hub {
  private readonly connection: HubConnection
  private socket: WebSocket | undefined
  private readonly over = deferred<void>()
  private readonly notSpoken: () => void

  constructor(
    url: string,
    socketClass: SocketClass,
    listener: HubListener,
    protocol: HubProtocol | undefined,
    notSpoken: () => void,
  ) {
    this.notSpoken = notSpoken
    if (!socketClass) throw new TypeError('There is no WebSocket here: give one as `webSocket`.')
    const keep = (socket: WebSocket): void => {
      this.socket = socket
    }
    // Liveness is received bytes, which SignalR does not show; closing at once needs the socket itself.
    class HeardSocket extends socketClass {
      constructor(address: string | URL, protocols?: string | string[], ...rest: unknown[]) {
        super(...([address, protocols, ...rest] as unknown as [string | URL, string[]?]))
        keep(this)
        this.addEventListener('message', event => listener.heard(sizeOf(event.data)))
      }
    }
    const options: IHttpConnectionOptions & { WebSocket: SocketClass } = {
      transport: HttpTransportType.WebSockets,
      skipNegotiation: true,
      WebSocket: HeardSocket,
      httpClient: new NoHttp(),
    }
    const builder = new HubConnectionBuilder().withUrl(url, options).configureLogging(LogLevel.None)
    if (protocol) builder.withHubProtocol(protocol as IHubProtocol)
    this.connection = builder.build()
    this.connection.serverTimeoutInMilliseconds = NEVER_FIRST_MS
    this.connection.keepAliveIntervalInMilliseconds = KEEP_ALIVE_MS
    for (const name of SERVER_MESSAGES) {
      this.connection.on(name, (...args: unknown[]) => listener.message(parseMessage(name, args)))
    }
    this.connection.onclose(error => {
      listener.lost(error?.message.startsWith(CLOSED_BY_SERVER) ?? false)
      this.over.resolve()
    })
  }

  async open(): Promise<void> {
    try {
      await this.connection.start()
    } catch (error) {
      if (NOT_SPOKEN.test(String(error))) this.notSpoken()
      throw error
    }
  }

  async call<T>(method: string, request: object): Promise<T> {
    try {
      return await this.connection.invoke<T>(method, request)
    } catch (error) {
      // SignalR rejects calls when the connection is gone or going, and also when the server threw; only the states tell.
      if (this.connection.state === HubConnectionState.Connected && this.socket?.readyState === SOCKET_OPEN) throw error
      // A call made while it closes fails at once: whoever calls again would do so for ever.
      await this.over.promise
      throw new Lost()
    }
  }

  tell(method: string, request: object): void {
    if (this.connection.state !== HubConnectionState.Connected) return
    // Fails only when the connection has just ended, which `lost` tells.
    this.connection.send(method, request).catch(() => {})
  }

  close(): void {
    void this.connection.stop().catch(() => {})
    // `stop` waits for a handshake that a dead path never answers.
    this.socket?.close()
    this.over.resolve()
  }
}

/** Without negotiation no HTTP request is ever made; the default client would want Node's modules. */
class NoHttp extends HttpClient {
  send(): Promise<HttpResponse> {
    return Promise.reject(new Error('This connection makes no HTTP requests.'))
  }
}

function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length
  return (data as ArrayBuffer).byteLength ?? 0
}
