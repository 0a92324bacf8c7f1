import { expect, it } from 'vitest'
import { event, Later } from './testing/fakeServer'
import { Player } from './testing/player'

it('DLV-1 tells of a room before its first event, so that whoever listens from there misses none', async () => {
  const ann = await new Player().started()
  const heard: string[] = []
  ann.client.onRoom(room => {
    room.onSnapshot(({ seq }) => heard.push(`snapshot ${seq}`))
    room.onAny((_, { seq }) => heard.push(`event ${seq}`))
  })
  const answer = new Later()
  ann.server.answers.Join = () => answer

  const joining = ann.client.join('KITE7')
  // It overtakes the answer: delivered before `join` has resolved.
  ann.server.line.events('KITE7', 11, event('placed'))
  answer.answer(ann.server.joined('KITE7'))
  await joining

  expect(heard).toEqual(['snapshot 10', 'event 11'])
})

it('tells of a room once, however often its connection is lost', async () => {
  const ann = await new Player().started()
  const told: string[] = []
  ann.client.onRoom(room => told.push(room.code))
  await ann.client.join('KITE7')

  ann.server.line.cut()
  await ann.env.pass(2_000)

  expect(ann.client.link.state).toBe('live')
  expect(told).toEqual(['KITE7'])
})
