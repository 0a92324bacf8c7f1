import { signal } from '@preact/signals'

/** Where the page is. The URL holds the room's code, never the player's token. */
export type Route = { screen: 'home' } | { screen: 'room'; code: string } | { screen: 'broken' }

/**
 * 5 characters for public rooms, 8 for private ones. The server's codes leave out 0, O, 1, I and L, but which room
 * exists is the server's answer to give: here only the form is judged.
 */
const CODE = /^[0-9A-Z]{5}(?:[0-9A-Z]{3})?$/

/**
 * The room code in what a person typed or pasted: a bare code in any case, with or without spaces and dashes,
 * or a whole link to a room. Null when there is none.
 */
export function readCode(text: string): string | null {
  const link = /\/r\/([^/?#\s]+)/i.exec(text)
  const code = (link ? safeDecode(link[1]!) : text).replace(/[\s-]+/g, '').toUpperCase()
  return CODE.test(code) ? code : null
}

/** Keeps what can stand in a code while somebody types: upper case, letters and digits only, at most 8. */
export function tidyCode(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .slice(0, 8)
}

/** A private room's eight characters in two groups, as they are read aloud. */
export function showCode(code: string): string {
  return isPrivate(code) ? `${code.slice(0, 4)} ${code.slice(4)}` : code
}

/** Whether the room is among friends: in no list, and its code too long to guess. */
export function isPrivate(code: string): boolean {
  return code.length === 8
}

export function parseRoute(path: string): Route {
  if (path === '/' || path === '/index.html') return { screen: 'home' }
  const room = /^\/r\/([^/]+)\/?$/.exec(path)
  const code = room && readCode(safeDecode(room[1]!))
  return code ? { screen: 'room', code } : { screen: 'broken' }
}

export function pathOf(route: Route): string {
  return route.screen === 'room' ? `/r/${route.code}` : '/'
}

/** The present route; changed by `go`, by the back button and by nothing else. */
export const route = signal<Route>({ screen: 'home' })

/**
 * Back leads to where one was; going to where one is leaves no trace. Keeps the query (`?test`) of the page that was
 * opened: it belongs to the visit, not to a room.
 */
export function go(next: Route): void {
  const url = pathOf(next) + location.search
  if (pathOf(route.value) !== pathOf(next)) history.pushState(null, '', url)
  else history.replaceState(null, '', url)
  route.value = next
}

/** Reads the address and follows the back button from here on. */
export function startRouting(): void {
  route.value = parseRoute(location.pathname)
  addEventListener('popstate', () => {
    route.value = parseRoute(location.pathname)
  })
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return '' // a broken percent sequence is a broken link
  }
}
