import { type Dial, type Hub, type HubListener, Lost } from './hub'

/**
 * One generation of the connection. Once it is left, nothing of it is delivered any more: no message, no answer, no end
 * (CON-2, DLV-6).
 */
export class Line {
  left = false
  private readonly hub: Hub

  constructor(dial: Dial, url: string, listener: HubListener) {
    this.hub = dial(url, {
      heard: bytes => this.left || listener.heard(bytes),
      message: message => this.left || listener.message(message),
      lost: byServer => this.left || listener.lost(byServer),
    })
  }

  open(): Promise<void> {
    return this.unlessLeft(this.hub.open())
  }

  /** Rejects with `Lost` when the line ended or was left before the answer. */
  call<T>(method: string, request: object): Promise<T> {
    return this.unlessLeft(this.hub.call<T>(method, request))
  }

  tell(method: string, request: object): void {
    if (!this.left) this.hub.tell(method, request)
  }

  leave(): void {
    if (this.left) return
    this.left = true
    this.hub.close()
  }

  private async unlessLeft<T>(answer: Promise<T>): Promise<T> {
    try {
      const value = await answer
      if (!this.left) return value
    } catch (error) {
      if (!this.left) throw error
    }
    throw new Lost()
  }
}
