import { Listeners } from './listeners'
import type { EventInfo, Frame, LeftReason, Off, SnapshotInfo } from './types'

/** Who listens to a room. */
export class RoomHandlers {
  protected readonly stateChanged: Listeners<[]>
  protected readonly snapshotTaken: Listeners<[SnapshotInfo]>
  protected readonly frameTaken: Listeners<[Frame]>
  protected readonly leftFor: Listeners<[LeftReason]>
  private readonly byType = new Map<string, Listeners<[unknown, EventInfo]>>()
  private readonly any: Listeners<[unknown, EventInfo]>
  private readonly report: (error: unknown) => void

  constructor(report: (error: unknown) => void) {
    this.report = report
    this.any = new Listeners(report)
    this.stateChanged = new Listeners(report)
    this.snapshotTaken = new Listeners(report)
    this.frameTaken = new Listeners(report)
    this.leftFor = new Listeners(report)
  }

  on(type: string, handler: (data: never, event: EventInfo) => void): Off {
    let listeners = this.byType.get(type)
    if (!listeners) this.byType.set(type, (listeners = new Listeners(this.report)))
    return listeners.add(handler as (data: unknown, event: EventInfo) => void)
  }
  onAny(handler: (data: unknown, event: EventInfo) => void): Off {
    return this.any.add(handler)
  }
  onState(handler: () => void): Off {
    return this.stateChanged.add(handler)
  }
  onSnapshot(handler: (info: SnapshotInfo) => void): Off {
    return this.snapshotTaken.add(handler)
  }
  onFrame(handler: (frame: Frame) => void): Off {
    return this.frameTaken.add(handler)
  }
  onLeft(handler: (reason: LeftReason) => void): Off {
    return this.leftFor.add(handler)
  }

  protected emitEvent(data: unknown, event: EventInfo): void {
    this.byType.get(event.type)?.emit(data, event)
    this.any.emit(data, event)
  }
}
