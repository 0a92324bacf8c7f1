import { afterEach, expect, it, vi } from 'vitest'
import { endOfUnknownGame } from './build'

const page = (script: string) => `<!doctype html><script type="module" crossorigin src="${script}"></script>`

function serving(answer: () => Response): void {
  vi.stubGlobal('document', { querySelector: () => ({ src: 'http://game.test/assets/index-a1b2c3.js' }) })
  vi.stubGlobal('fetch', async () => answer())
}

afterEach(() => {
  vi.unstubAllGlobals()
})

it('a room of an unknown game offers a reload where the server has a newer page', async () => {
  serving(() => new Response(page('/assets/index-d4e5f6.js')))

  expect(await endOfUnknownGame()).toBe('upgrade_required')
})

it.each([
  ['the server has the very same page', () => new Response(page('/assets/index-a1b2c3.js'))],
  ['the server has no page at all', () => new Response('This server was built without its page.', { status: 404 })],
  ['nobody answers', () => { throw new TypeError('Failed to fetch') }],
])('and leads home where %s, as a reload would end here again', async (_, answer) => {
  serving(answer)

  expect(await endOfUnknownGame()).toBe('unknown_game')
})
