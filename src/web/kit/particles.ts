/** Sparks: short-lived points of light. The pool is bounded; the oldest goes first. */
interface Spark {
  x: number
  y: number
  vx: number
  vy: number
  age: number
  life: number
  size: number
  colour: string
}

const MOST = 320

export class Sparks {
  private readonly all: Spark[] = []
  private readonly gravity: number

  /** `gravity` in px/s²; sparks in the dark have none. */
  constructor(gravity = 260) {
    this.gravity = gravity
  }

  get alive(): boolean {
    return this.all.length > 0
  }

  /** `speed` in px/s, thrown evenly round the point, or round `towards` (radians) when it is given. */
  burst(x: number, y: number, count: number, speed: number, colour: string, towards?: number): void {
    for (let i = 0; i < count; i++) {
      const angle = towards === undefined ? Math.random() * Math.PI * 2 : towards + (Math.random() - 0.5) * 1.2
      const v = speed * (0.25 + Math.random() * 0.75)
      this.all.push({
        x,
        y,
        vx: Math.cos(angle) * v,
        vy: Math.sin(angle) * v,
        age: 0,
        life: 320 + Math.random() * 480,
        size: 0.8 + Math.random() * 1.6,
        colour,
      })
    }
    if (this.all.length > MOST) this.all.splice(0, this.all.length - MOST)
  }

  /** `dt` in ms. */
  step(dt: number): void {
    const s = dt / 1000
    for (const spark of this.all) {
      spark.age += dt
      spark.vy += this.gravity * s
      spark.vx *= 1 - 1.6 * s
      spark.vy *= 1 - 1.6 * s
      spark.x += spark.vx * s
      spark.y += spark.vy * s
    }
    let kept = 0
    for (const spark of this.all) if (spark.age < spark.life) this.all[kept++] = spark
    this.all.length = kept
  }

  draw(g: CanvasRenderingContext2D): void {
    g.save()
    g.globalCompositeOperation = 'lighter'
    g.lineCap = 'round'
    for (const spark of this.all) {
      const left = 1 - spark.age / spark.life
      g.globalAlpha = left
      g.strokeStyle = spark.colour
      g.lineWidth = spark.size * (0.5 + left)
      g.beginPath()
      g.moveTo(spark.x, spark.y)
      g.lineTo(spark.x - spark.vx * 0.02, spark.y - spark.vy * 0.02)
      g.stroke()
    }
    g.restore()
  }
}
