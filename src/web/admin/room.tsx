import { confirm } from './confirm'
import { act, clock, COLUMNS, figure, room } from './state'
import type { Member, RoomEvent, RoomView } from './types'

export function Room({ code }: { code: string }) {
  const view = room.value
  return (
    <>
      <p><a href="#/">← All rooms</a></p>
      {view === undefined ? <p class="note">There is no live room {code}. One where nobody is sleeps in the journal.</p> : <Inside code={code} view={view} />}
    </>
  )
}

function Inside({ code, view }: { code: string; view: RoomView }) {
  return (
    <>
      <section class="card over" aria-labelledby="title">
        <h1 id="title">{view.room.room} <span>{view.room.game}, {view.room.phase}{view.room.isPrivate ? ', private' : ''}</span></h1>
        <dl>
          {COLUMNS.slice(2).map(column => (
            <div key={column.by}><dt>{column.label}</dt><dd class="num">{column.text(view.room)}</dd></div>
          ))}
          <div><dt>Events</dt><dd class="num">{view.room.head}</dd></div>
        </dl>
        <div class="buttons">
          <button type="button" onClick={() => void act({ action: 'save', room: code })}>Snapshot now</button>
          <button
            type="button"
            class="danger"
            onClick={() => confirm({
              title: `Close room ${code}?`,
              text: 'Everybody in it is told that it has ended, and nobody can come back.',
              button: 'Close room',
              action: () => ({ action: 'close', room: code }),
            })}
          >
            Close room
          </button>
        </div>
      </section>
      <Members code={code} members={view.members} />
      <Events view={view} />
    </>
  )
}

function Members({ code, members }: { code: string; members: Member[] }) {
  return (
    <section class="card" aria-labelledby="members">
      <h2 id="members">Players</h2>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="members">
        <table>
          <thead>
            <tr>
              <th>Name</th><th>Player</th><th class="right">Seat</th><th class="right">Behind</th><th class="right">Unseen</th>
              <th class="right">Round trip</th><th class="right">Resumes</th><th>Address</th><th><span class="sr">Actions</span></th>
            </tr>
          </thead>
          <tbody>
            {members.map(member => (
              <tr key={member.player}>
                <td><span class="name">{member.name}</span></td>
                <td class="id">{member.isBot ? 'bot' : member.player}</td>
                <td class="right num">{member.seat ?? '–'}</td>
                {member.isConnected ? (
                  <>
                    <td class="right num">{figure(member.behind)}</td>
                    <td class="right num">{figure(member.unseen)}</td>
                    <td class="right num">{member.roundTripMs === undefined ? '–' : `${figure(member.roundTripMs)} ms`}</td>
                    <td class="right num">{member.resumes}</td>
                    <td class="id">{member.address ?? '–'}</td>
                  </>
                ) : <td colSpan={5}>{member.isBot ? '' : 'away'}</td>}
                <td class="buttons">
                  {!member.isBot && <button type="button" class="danger" onClick={() => kick(code, member)}>Kick</button>}
                  {member.isConnected && <button type="button" class="danger" onClick={() => ban(member)}>Ban address</button>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function kick(code: string, member: Member): void {
  confirm({
    title: `Remove ${member.name}?`,
    text: `The player leaves room ${code} at once and cannot come back to it.`,
    button: 'Kick',
    action: () => ({ action: 'kick', room: code, player: member.player }),
  })
}

function ban(member: Member): void {
  confirm({
    title: `Ban the address of ${member.name}?`,
    text: `Every connection from it ends, and it is let in no more for a while. Others may share it: ${member.address ?? 'a school'} is a network.`,
    button: 'Ban',
    asksMinutes: true,
    action: minutes => ({ action: 'ban', player: member.player, minutes }),
  })
}

function Events({ view }: { view: RoomView }) {
  return (
    <section class="card" aria-labelledby="events">
      <h2 id="events">Last events</h2>
      {!view.showsPayloads && <p class="note">What they carry is shown with <code>GameServer:Admin:ShowPayloads</code>; what is for single players is never shown.</p>}
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="events">
        <table>
          <thead>
            <tr><th class="right">Number</th><th>Time (UTC)</th><th>Type</th><th>From</th><th class="right">Bytes</th>{view.showsPayloads && <th>Data</th>}</tr>
          </thead>
          <tbody>{view.events.map(event => <EventRow key={event.seq} event={event} showsPayloads={view.showsPayloads} />)}</tbody>
        </table>
      </div>
    </section>
  )
}

function EventRow({ event, showsPayloads }: { event: RoomEvent; showsPayloads: boolean }) {
  if (event.hiddenUpTo !== undefined) {
    const range = event.hiddenUpTo === event.seq ? String(event.seq) : `${event.seq}–${event.hiddenUpTo}`
    return <tr class="hidden"><td class="right num">{range}</td><td colSpan={showsPayloads ? 5 : 4}>for single players</td></tr>
  }
  return (
    <tr>
      <td class="right num">{event.seq}</td>
      <td class="num">{clock(event.at ?? 0)}</td>
      <td>{event.type}</td>
      <td class="id">{event.from ?? 'the game'}</td>
      <td class="right num">{event.bytes}</td>
      {showsPayloads && <td class="data">{event.data}</td>}
    </tr>
  )
}
