import type { Action } from './types'

/** Why the API gave no answer: `denied` and `locked` are about the token, `missing` about a room, `silent` about the network. */
export class ApiError extends Error {
  constructor(
    readonly why: 'denied' | 'locked' | 'missing' | 'silent',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** The token travels in a header: no address, log line or history holds it. */
export async function ask<T>(token: string, path: string, action?: Action): Promise<T> {
  const answer = await fetch(`api/${path}`, {
    method: action === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, ...(action !== undefined && { 'content-type': 'application/json' }) },
    body: action === undefined ? null : JSON.stringify(action),
    signal: AbortSignal.timeout(10_000),
  }).catch((error: unknown) => {
    throw new ApiError('silent', 'The server does not answer.', { cause: error })
  })
  if (answer.status === 401) throw new ApiError('denied', 'This is not the token.')
  if (answer.status === 429) {
    const minutes = Math.ceil(Number(answer.headers.get('retry-after')) / 60)
    throw new ApiError('locked', `Too many wrong tokens came from here. Try again in ${minutes} min.`)
  }
  const body = (await answer.json().catch(() => ({}))) as T & { error?: string }
  if (!answer.ok) throw new ApiError(answer.status === 404 ? 'missing' : 'silent', body.error ?? `The server answered ${answer.status}.`)
  return body
}
