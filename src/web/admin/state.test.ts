import { afterEach, beforeEach, expect, it, vi } from 'vitest'

beforeEach(() => {
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('location', { hash: '' })
  Object.defineProperty(globalThis, 'sessionStorage', {
    configurable: true,
    get: () => {
      throw new DOMException('Access is denied for this document.', 'SecurityError')
    },
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  Reflect.deleteProperty(globalThis, 'sessionStorage')
})

it('where the browser forbids storage, an operator signs in and out all the same', async () => {
  const all = { rooms: [] }
  vi.stubGlobal('fetch', async () => Response.json(all))
  const { overview, signIn, signOut, token } = await import('./state')

  signIn('secret')
  await vi.waitFor(() => expect(overview.value).toEqual(all))
  expect(token.value).toBe('secret')

  signOut()
  expect(token.value).toBe('')
})

it('who signs out sees no more of what was being looked at', async () => {
  vi.resetModules()
  const answers: ((answer: Response) => void)[] = []
  vi.stubGlobal('fetch', () => new Promise<Response>(answer => answers.push(answer)))
  const { overview, signIn, signOut, token } = await import('./state')
  signIn('secret')

  signOut()
  for (const answer of answers) answer(Response.json({ rooms: [] }))
  await new Promise(setImmediate)

  expect(overview.value).toBeUndefined()
  expect(token.value).toBe('')
})
