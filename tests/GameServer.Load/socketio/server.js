// Socket.IO as its documentation shows it: a room, and everybody in it gets what one of them says. WebSockets by ws, nothing else.
const { createServer } = require('node:http')
const { Server } = require('socket.io')

const http = createServer()
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false })

io.on('connection', (socket) => {
  socket.on('join', (room, done) => {
    socket.join(room)
    done()
  })
  socket.on('move', (room, data) => io.to(room).emit('event', data))
})

// The load tool asks for figures on standard input, as it does of the others.
process.stdin.on('data', () => {
  globalThis.gc?.()
  console.log(JSON.stringify({ allocated: 0 }))
})

http.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${http.address().port}`))

setFrames()

// State frames, made by the server's own clock: rooms named frames-<entities>-<rate>-...
function setFrames() {
  const rooms = new Map()
  io.of('/').adapter.on('create-room', (room) => {
    const [kind, entities, rate] = room.split('-')
    if (kind !== 'frames') return
    const swarm = Array.from({ length: Number(entities) }, (_, i) => [i * 40, i * 30, 3, -2])
    let tick = 0
    rooms.set(room, setInterval(() => {
      for (const e of swarm) {
        e[0] = (e[0] + e[2] + 4000) % 4000
        e[1] = (e[1] + e[3] + 4000) % 4000
      }
      io.to(room).volatile.emit('frame', ++tick, swarm)
    }, 1000 / Number(rate)))
  })
  io.of('/').adapter.on('delete-room', (room) => {
    clearInterval(rooms.get(room))
    rooms.delete(room)
  })
}
