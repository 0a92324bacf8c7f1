import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Stage } from '../harness/stage'

const stage = Stage.set()

const sample = /```js\n([\s\S]*?)```/.exec(readFileSync(resolve(import.meta.dirname, '../../../README.md'), 'utf8'))![1]!

describe('the README', () => {
  it('shows lines of JavaScript that do what they say', async () => {
    const ann = await stage.arrive('Ann')
    const said: string[] = []
    ann.page.on('console', message => said.push(message.text()))
    await ann.page.route('**/sample.js', route => route.fulfill({ contentType: 'text/javascript', body: sample }))
    // A page of this origin without a script of its own.
    await ann.page.goto(`${ann.proxy.url}/healthz`)

    await ann.page.addScriptTag({ url: '/sample.js', type: 'module' })

    await expect.poll(() => said.some(line => /^it is event \d+$/.test(line)), { timeout: 10_000, message: said.join('\n') }).toBe(true)
    await expect.poll(() => said.some(line => /^\d+: \w+ waves \{to: everybody\}$/.test(line)), { timeout: 5_000, message: said.join('\n') }).toBe(true)
    expect(ann.complaints).toBe('')
  })
})
