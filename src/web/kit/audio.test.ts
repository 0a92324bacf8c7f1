import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeSound } from './audio'

let listeners: Map<string, () => void>
let state: AudioContextState
let resumed: number

beforeEach(() => {
  listeners = new Map()
  state = 'suspended'
  resumed = 0
  vi.stubGlobal('addEventListener', (type: string, listener: () => void) => listeners.set(type, listener))
  vi.stubGlobal('AudioContext', class {
    get state(): AudioContextState {
      return state
    }
    async resume(): Promise<void> {
      resumed++
    }
  })
  makeSound(() => true)
})
afterEach(() => vi.unstubAllGlobals())

describe('sound', () => {
  it.each(['pointerdown', 'pointerup', 'touchend', 'keydown'])('is asked for at a %s', gesture => {
    listeners.get(gesture)!()

    expect(resumed).toBe(1)
  })

  it('comes back after the phone has rung', () => {
    state = 'running'
    listeners.get('pointerup')!()
    expect(resumed).toBe(0)

    state = 'interrupted' as AudioContextState
    listeners.get('pointerup')!()

    expect(resumed).toBe(1)
  })
})
