import type { CursorPosition } from './protocol'

/** The last event a client has taken in a room. Only exactly the next number moves it (DLV-1), or a snapshot. */
export class Cursor implements CursorPosition {
  epoch: string
  seq: number

  constructor(epoch: string, seq: number) {
    this.epoch = epoch
    this.seq = seq
  }

  /** Takes an event (`upTo` = `from`) or a hidden range. A range that begins in what was taken counts its new part. */
  take(from: number, upTo = from): 'applied' | 'duplicate' | 'gap' {
    if (upTo <= this.seq) return 'duplicate'
    if (from > this.seq + 1) return 'gap'
    this.seq = upTo
    return 'applied'
  }
}
