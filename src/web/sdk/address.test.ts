import { describe, expect, it } from 'vitest'
import { hubAt, HubAddress } from './address'

describe("a hub's address", () => {
  it.each([
    ['http://localhost:8080', 'http://localhost:8080/hub'],
    ['https://a.example/?node=7', 'https://a.example/hub?node=7'],
    ['https://a.example/play/hub', 'https://a.example/play/hub'],
  ])('%s is %s', (given, hub) => {
    expect(hubAt(given)).toBe(hub)
  })

  it('goes where it is sent, to the same path when only an origin is named', () => {
    const address = new HubAddress('https://a.example/play/hub', () => 0)

    address.moveTo('https://b.example')
    expect(address.current).toBe('https://b.example/play/hub')
    address.moveTo('https://c.example/hub')
    expect(address.current).toBe('https://c.example/hub')
    address.reset()

    expect(address.current).toBe('https://a.example/play/hub')
  })

  it('names a node in its query, one at a time', () => {
    const address = new HubAddress('https://a.example/hub', () => 0)

    address.moveTo('?node=7')
    expect(address.current).toBe('https://a.example/hub?node=7')
    address.moveTo('?node=8')

    expect(address.current).toBe('https://a.example/hub?node=8')
  })

  it('stays where it is when it is sent nowhere', () => {
    const address = new HubAddress('https://a.example/hub', () => 0)

    address.moveTo(undefined)
    address.moveTo('http://')

    expect(address.current).toBe('https://a.example/hub')
  })

  it('follows three times in ten seconds', () => {
    let now = 0
    const address = new HubAddress('https://a.example/hub', () => now)

    const followed = ['b', 'c', 'd', 'e'].map(node => address.follow(`https://${node}.example/hub`))
    expect(followed).toEqual([true, true, true, false])
    now = 10_001

    expect(address.follow('https://f.example/hub')).toBe(true)
  })
})
