// node node.mjs: players of the built client library, told what to do by lines on the standard input ({ who, enter, url },
// { who, move }, { who, reload, url }, { who, stop }), each answered by { done } on the standard output, where the lines of the history are written too.
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { resolve } from 'node:path'
import { startPlayer } from './player.mjs'

const SRC = resolve(import.meta.dirname, '../../src')
const sdk = await import(resolve(SRC, 'GameServer/wwwroot/sdk/gameserver.js'))
const webSocket = createRequire(resolve(SRC, 'web/package.json'))('ws')
const players = new Map()

const say = message => process.stdout.write(`${JSON.stringify(message)}\n`)

function write({ payload, ...line }) {
  if (payload) line.hash = createHash('sha256').update(payload.join('\n')).digest('hex').slice(0, 16)
  say(line)
}

const commands = {
  async enter({ who, enter, url }, kept = {}) {
    const player = startPlayer(sdk, { url, who, webSocket, kept, write })
    const room = await player.join(enter)
    players.set(who, { ...player, room, kept })
    say({ done: who, playerId: player.client.player.id })
  },
  async reload({ who, reload, url }) {
    const { client, kept } = players.get(who)
    client.stop()
    await commands.enter({ who, enter: reload, url }, kept)
  },
  async move({ who, move }) {
    const ack = await players.get(who).room.send('emit', ['mark', { move }])
    say({ done: move, reason: ack.ok ? undefined : `${ack.reason} ${ack.text ?? ''}` })
  },
  async stop({ who }) {
    players.get(who).stop()
    say({ done: who })
  },
}

for await (const text of createInterface({ input: process.stdin })) {
  const command = JSON.parse(text)
  const name = Object.keys(commands).find(key => key in command)
  void commands[name](command)
}
process.exit(0)
