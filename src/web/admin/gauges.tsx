import { figure } from './state'
import type { Gauge } from './types'

const WIDTH = 300
const HEIGHT = 56
const SECONDS = 300
/** A server that has just started fills its cards all the same. */
const FEWEST_SECONDS = 60

const NAMES: Record<string, string> = {
  connections: 'Connections',
  rooms: 'Live rooms',
  events: 'Events',
  moves: 'Moves',
  commit: 'Journal commit',
  behind: 'Slowest reader',
  processor: 'Processor',
  memory: 'Memory',
}

const UNITS: Record<string, string> = {
  behind: 'events behind',
  processor: '% of a core',
}

export function Gauges({ gauges }: { gauges: Gauge[] }) {
  return (
    <section class="gauges" aria-label="The last five minutes">
      {gauges.map(gauge => <Card key={gauge.name} gauge={gauge} />)}
    </section>
  )
}

function Card({ gauge }: { gauge: Gauge }) {
  const most = Math.max(0, ...gauge.values)
  const now = gauge.values.at(-1) ?? 0
  const name = NAMES[gauge.name] ?? gauge.name
  return (
    <figure class="card gauge" data-gauge={gauge.name}>
      <figcaption>{name}</figcaption>
      <p class="num"><strong>{figure(now)}</strong> {UNITS[gauge.name] ?? gauge.unit} <span class="most">at most {figure(most)}</span></p>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`${name}: at most ${figure(most)} ${gauge.unit} in five minutes`}>
        <path class="area" d={`${line(gauge.values, most)}L${WIDTH},${HEIGHT}L${xOf(0, gauge.values.length)},${HEIGHT}Z`} />
        <path class="line" d={line(gauge.values, most)} />
      </svg>
    </figure>
  )
}

// The newest second stands at the right edge.
function xOf(index: number, count: number): number {
  return WIDTH - ((count - 1 - index) * WIDTH) / (Math.min(SECONDS, Math.max(FEWEST_SECONDS, count)) - 1)
}

function line(values: number[], most: number): string {
  if (values.length === 0) return `M${WIDTH},${HEIGHT}`
  const scale = most === 0 ? 0 : (HEIGHT - 4) / most
  return values.map((value, i) => `${i === 0 ? 'M' : 'L'}${xOf(i, values.length).toFixed(1)},${(HEIGHT - 1 - value * scale).toFixed(1)}`).join('')
}
