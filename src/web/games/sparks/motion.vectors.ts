import { bodyAt, step } from './motion'

/** Golden runs of the motion: `steps` are [stickX, stickY, dash, x, y, vx, vy, cooldown, dashWindow]. */
export interface MotionVectors {
  runs: { about: string; start: [x: number, y: number, vx: number, vy: number]; steps: number[][] }[]
}

type Stick = [x: number, y: number, dash: number]

interface Plan {
  about: string
  start: [number, number, number, number]
  count: number
  stick(i: number): Stick
}

const PLANS: readonly Plan[] = [
  { about: 'from rest to top speed, then coasting', start: [400, 500, 0, 0], count: 90, stick: i => [i < 45 ? 1 : 0, 0, 0] },
  { about: 'a stick longer than 1 is cut', start: [800, 500, 0, 0], count: 40, stick: () => [3, -4, 0] },
  { about: 'half a stick', start: [200, 200, 50, -20], count: 40, stick: () => [0.3, 0.4, 0] },
  { about: 'into the right wall', start: [1_450, 480, 300, 40], count: 60, stick: () => [1, 0, 0] },
  { about: 'into a corner, dashing', start: [120, 110, -200, -200], count: 80, stick: i => [-0.7, -0.7, i % 7 === 0 ? 1 : 0] },
  { about: 'into the floor without a stick', start: [700, 960, -120, 900], count: 40, stick: () => [0, 0, 0] },
  { about: 'a dash held down fires every 60 steps', start: [300, 300, 0, 0], count: 130, stick: () => [0.6, 0.2, 1] },
  { about: 'a dash at rest goes right, in flight along it', start: [500, 700, 0, 0], count: 80, stick: i => [0, 0, i === 0 || i === 65 ? 1 : 0] },
  {
    about: 'a wandering stick',
    start: [1_000, 400, -30, 60],
    count: 160,
    stick: i => [Math.round(Math.sin(i * 0.31) * 1_000) / 1_000, Math.round(Math.cos(i * 0.17) * 1_000) / 1_000, i % 50 === 20 ? 1 : 0],
  },
]

export function motionVectors(): MotionVectors {
  return {
    runs: PLANS.map(({ about, start, count, stick }) => {
      const body = bodyAt(...start)
      const steps = Array.from({ length: count }, (_, i) => {
        const [x, y, dash] = stick(i)
        step(body, x, y, dash === 1)
        return [x, y, dash, body.x, body.y, body.vx, body.vy, body.cooldown, body.dash]
      })
      return { about, start, steps }
    }),
  }
}

/** The file's text: a step a line, so that a change is readable. */
export function textOf({ runs }: MotionVectors): string {
  const run = ({ about, start, steps }: MotionVectors['runs'][number]) =>
    `    {\n      "about": ${JSON.stringify(about)},\n      "start": ${JSON.stringify(start)},\n      "steps": [\n` +
    steps.map(line => `        ${JSON.stringify(line)}`).join(',\n') +
    '\n      ]\n    }'
  return `{\n  "runs": [\n${runs.map(run).join(',\n')}\n  ]\n}\n`
}
