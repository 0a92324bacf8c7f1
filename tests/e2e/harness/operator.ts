import type { Browser, BrowserContext, Page } from 'playwright-core'
import { DESKTOP } from './player'
import type { GameServer } from './server'

export const ADMIN_TOKEN = 'a-token-of-enough-characters'

/** An operator at the page on the operators' port. Notes what its console says and whatever its policy had to stop. */
export class Operator {
  private readonly errors: string[] = []

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly url: string,
  ) {
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') this.errors.push(message.text())
    })
    page.on('pageerror', error => this.errors.push(error.message))
    page.on('dialog', dialog => {
      this.errors.push(`a dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
  }

  static async arrive(browser: Browser, server: GameServer, viewport = DESKTOP, colorScheme: 'dark' | 'light' = 'dark'): Promise<Operator> {
    const isPhone = viewport.width < 500
    const context = await browser.newContext({ viewport, colorScheme, isMobile: isPhone, hasTouch: isPhone, deviceScaleFactor: isPhone ? 3 : 1, reducedMotion: 'reduce' })
    return new Operator(context, await context.newPage(), server.opsUrl)
  }

  async signIn(path = ''): Promise<void> {
    await this.page.goto(`${this.url}/admin/${path}`)
    await this.page.getByLabel('Token').fill(ADMIN_TOKEN)
    await this.page.getByRole('button', { name: 'Open' }).click()
    await this.page.getByText('Ready', { exact: true }).waitFor()
  }

  /** What went wrong in the console, a line each. */
  get complaints(): string {
    return this.errors.join('\n')
  }

  /** Forgets what had to go wrong. */
  forgive(): void {
    this.errors.length = 0
  }

  async leave(): Promise<void> {
    await this.context.close()
  }
}
