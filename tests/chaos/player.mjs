// A player of the TypeScript client that writes the history of what it was given (tests/GameServer.Tests/Oracle/HISTORY.md).
// Runs in Node and in a page alike; the library is the built one, observed through what it exports: rooms and the wire.

/**
 * @param sdk the library as a module
 * @param options `url`, `who`, `webSocket`; `kept`: what outlives a reload of the page, an object for the first one; `write`: takes
 *   each line. An event's line carries `payload` in place of `hash`: not every place has a hash at once.
 */
export function startPlayer(sdk, { url, who, webSocket, kept = {}, write }) {
  kept.generation ??= 0
  kept.local ??= sdk.memoryStore()
  kept.session ??= sdk.memoryStore()
  const rooms = new Map()
  const line = (what, fields) => write({ what, who, ...fields })

  /** What is known of a room: messages of it may come before the answer that makes it. */
  function see(code) {
    if (!rooms.has(code)) rooms.set(code, { room: undefined, position: 0, hidden: [], answered: undefined })
    return rooms.get(code)
  }

  const real = sdk.browserEnv(webSocket)
  const env = { dial: observe, local: kept.local, session: kept.session }
  const client = new sdk.GameClient({ url, name: who, webSocket, env, takeOver: true })
  client.onRoom(room => {
    if (room.game === 'personal') return
    const seen = see(room.code)
    seen.room = room
    room.onAny((data, { type, seq, at, from }) => {
      passHidden(seen, seq - 1)
      seen.position = seq
      const payload = [type, String(at), from ?? '', data === undefined ? '' : JSON.stringify(data)]
      line('event', { gen: kept.generation, room: room.code, epoch: room.epoch, seq, by: from, note: type, move: data?.move, payload })
    })
    room.onSnapshot(({ reason, seq }) => {
      seen.position = seq
      const pushed = seen.answered === seq ? undefined : true
      seen.answered = undefined
      line('snapshot', { gen: kept.generation, room: room.code, epoch: room.epoch, seq, reason, pushed })
    })
  })
  client.start()

  /** Numbers up to `upTo` that the client has passed without an event, where the wire said that they are for others. */
  function passHidden(seen, upTo) {
    for (;;) {
      const next = seen.position + 1
      const range = next <= upTo && seen.hidden.find(h => h.from <= next && next <= h.upTo)
      if (!range) break
      seen.position = Math.min(range.upTo, upTo)
      line('hidden', { gen: kept.generation, room: seen.room.code, epoch: seen.room.epoch, seq: next, upTo: seen.position })
    }
    seen.hidden = seen.hidden.filter(h => h.upTo > seen.position)
  }

  function settle() {
    for (const seen of rooms.values()) if (seen.room) passHidden(seen, seen.room.seq)
  }

  /** The library's own connection, with an ear on it. */
  function observe(address, listener) {
    let welcomed = 0 // the generation that this connection became
    let over = false
    const end = () => {
      if (welcomed > 0 && !over) {
        settle()
        line('lost', { gen: welcomed, reason: 'lost' })
      }
      over = true
    }
    line('dial', { gen: kept.generation + 1 })
    const hub = real.dial(address, {
      heard: bytes => listener.heard(bytes),
      message(message) {
        if (message.kind === 'events' && !over) hear(message)
        listener.message(message)
        settle()
      },
      lost(byServer) {
        end()
        listener.lost(byServer)
      },
    })

    function hear({ room, first, entries }) {
      let from = first
      for (const entry of entries) {
        const upTo = entry.hidden ?? from
        if (entry.hidden !== undefined) see(room).hidden.push({ from, upTo })
        from = upTo + 1
      }
    }

    function joined(request, answer) {
      if (!answer.ok) return
      see(answer.room).answered = answer.snapshot?.seq
      const { room, epoch, head, lastMove, resume } = answer
      line('joined', { gen: kept.generation, room, epoch, head, lastMove, reason: resume, cursor: request.cursor })
    }

    return {
      open: () => hub.open(),
      tell: (method, request) => hub.tell(method, request),
      close() {
        end()
        hub.close()
      },
      async call(method, request) {
        if (method === 'Send') {
          const epoch = see(request.room).room.epoch
          line('send', { gen: kept.generation, room: request.room, epoch, n: request.n, move: request.args[1]?.move })
        }
        const answer = await hub.call(method, request)
        if (over) return answer // the client does not hear it either
        settle()
        if (method === 'Hello' && answer.ok) {
          welcomed = ++kept.generation
          line('welcome', { gen: kept.generation, note: answer.run })
          answer.joined.forEach((one, i) => joined(request.join[i], one))
        } else if (method === 'Join' || method === 'Create') {
          joined(request, answer)
        } else if (method === 'Send') {
          const epoch = see(request.room).room.epoch
          line('ack', { gen: kept.generation, room: request.room, epoch, n: answer.n, ok: answer.ok, reason: answer.reason, seq: answer.seq })
        }
        return answer
      },
    }
  }

  return {
    client,
    join: code => client.join(code),
    create: game => client.create(game),
    stop() {
      line('stopped', { reason: 'closed' })
      client.stop()
    },
  }
}
