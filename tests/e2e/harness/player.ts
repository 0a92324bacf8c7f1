import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { TcpProxy } from './proxy'
import type { GameServer } from './server'

/** Where the run leaves its pictures; not kept in the repository. */
export const OUT = resolve(import.meta.dirname, '../out')

export const DESKTOP = { width: 1280, height: 720 }
export const PHONE = { width: 390, height: 844 }
/** Screens that people hold or sit at. */
export const SCREENS = {
  desktop: DESKTOP,
  large: { width: 1920, height: 1080 },
  phone: PHONE,
  sideways: { width: 844, height: 390 },
  small: { width: 360, height: 640 },
}

/** What the page lays open for tests when it is opened with `?test`. */
export interface TestView {
  seq: number
  epoch: string
  hash: string
  missed: number
  fps: number
  seatState: string
  /** Of a realtime game. */
  picture: { own: { x: number; y: number } | null; bodies: number; correction: number; desyncs: number } | null
}

/** A sentence the page said about its connection, and when (Unix ms). */
export interface Said {
  at: number
  text: string
}

export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  })
}

/** A person at a screen: a browser of their own, behind a network of their own. */
export class Player {
  private readonly errors: string[] = []
  private troubled = false

  private constructor(
    readonly name: string,
    readonly proxy: TcpProxy,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    this.watch(page)
  }

  static async arrive(browser: Browser, server: GameServer, name: string, viewport = DESKTOP, options: BrowserContextOptions = {}): Promise<Player> {
    const proxy = await TcpProxy.start(server.port)
    const isPhone = Math.min(viewport.width, viewport.height) < 500
    const context = await browser.newContext({
      viewport, isMobile: isPhone, hasTouch: isPhone, deviceScaleFactor: isPhone ? 3 : 1, reducedMotion: 'reduce', ...options,
    })
    await context.addInitScript(recordBanners)
    await context.addInitScript(recordTraffic)
    return new Player(name, proxy, context, await context.newPage())
  }

  /** Opens a path of the page, with its test view. */
  async open(path = '/', page = this.page): Promise<void> {
    await page.goto(`${this.proxy.url}${path}?test`)
  }

  /** A second tab of the same person. */
  async newTab(): Promise<Page> {
    const page = await this.context.newPage()
    this.watch(page)
    return page
  }

  /** What the page knows of its room; null while it shows none. */
  async view(page = this.page): Promise<TestView | null> {
    return await page.evaluate(() => (window as unknown as { __test?: TestView }).__test ?? null)
  }

  /** Every banner since the page was loaded. */
  async banners(page = this.page): Promise<Said[]> {
    return await page.evaluate(() => (window as unknown as { __said: Said[] }).__said)
  }

  /** The first banner of that wording said at or after a moment; waits for it. */
  async heard(wording: RegExp, since: number, page = this.page, withinMs = 10_000): Promise<Said> {
    const deadline = Date.now() + withinMs
    for (;;) {
      const said = await this.banners(page)
      const found = said.find(one => one.at >= since && wording.test(one.text))
      if (found !== undefined) return found
      if (Date.now() > deadline) throw new Error(`${this.name} never read ${String(wording)}, but: ${said.map(one => one.text).join(' | ') || 'nothing'}`)
      await new Promise(next => setTimeout(next, 50))
    }
  }

  /** What its sockets did since the page was loaded. */
  async traffic(page = this.page): Promise<Traffic> {
    return await page.evaluate(() => (window as unknown as { __traffic: Traffic }).__traffic)
  }

  async screenshot(name: string, page = this.page): Promise<void> {
    mkdirSync(OUT, { recursive: true })
    await page.screenshot({ path: join(OUT, `${name}.png`), animations: 'disabled' })
  }

  /** From here on the browser itself reports dials that fail, which no page can keep from its console. */
  expectTrouble(): void {
    this.troubled = true
  }

  /** What went wrong in the console, a line each, without the dials that had to fail. */
  get complaints(): string {
    return this.errors.filter(text => !(this.troubled && FAILED_DIAL.test(text))).join('\n')
  }

  async leave(): Promise<void> {
    await this.context.close()
    await this.proxy[Symbol.asyncDispose]()
  }

  private watch(page: Page): void {
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') this.errors.push(`${message.type()}: ${message.text()}`)
    })
    page.on('pageerror', error => this.errors.push(`uncaught: ${error.stack ?? error.message}`))
  }
}

/** The browser's own words for a WebSocket or a request that found nobody, and for the question whether the server answers at all. */
const FAILED_DIAL = /^(error|warning): (WebSocket connection to .* failed|Failed to load resource: (net::ERR_|the server responded with a status of 426))/

/** Runs in the page: keeps every banner, since some are gone before a test looks. */
function recordBanners(): void {
  const said: Said[] = []
  Object.assign(window, { __said: said })
  let shown = ''
  const look = () => {
    const text = document.querySelector('[data-banner] > .num')?.textContent ?? ''
    if (text !== shown && text !== '') said.push({ at: Date.now(), text })
    shown = text
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true })
}

/** Times of the page's own clock (`performance.now`), ms. */
export interface Traffic {
  dials: number[]
  /** Arrivals of a realtime game's frames. */
  frames: number[]
}

/** Runs in the page: notes each dial, and each frame when it comes, whether it is drawn or not. */
function recordTraffic(): void {
  const traffic: Traffic = { dials: [], frames: [] }
  const Native = WebSocket
  Object.assign(window, {
    __traffic: traffic,
    WebSocket: class extends Native {
      constructor(...of: ConstructorParameters<typeof WebSocket>) {
        traffic.dials.push(performance.now())
        super(...of)
        this.addEventListener('message', ({ data }) => {
          for (let n = String(data).split('"target":"frame"').length; n > 1; n--) traffic.frames.push(performance.now())
        })
      }
    },
  })
}
