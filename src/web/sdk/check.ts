import { LIMITS, type SendRequest } from './protocol'

/** What stands against sending this: a sentence, or nothing. The server would close the connection over it (MOV-7). */
export function faultOf(request: SendRequest): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9]{0,63}$/.test(request.move)) return 'A move has a name of letters and digits.'
  return faultOfMessage(request, request.args)
}

/** The same for any message: `opaque` are its parts whose content is the game's own. */
export function faultOfMessage(message: object, opaque: readonly unknown[]): string | undefined {
  for (const value of opaque) {
    const fault = faultOfValue(value, LIMITS.depth)
    if (fault) return fault
  }
  const bytes = new TextEncoder().encode(JSON.stringify(message)).length + LIMITS.envelopeBytes
  return bytes > LIMITS.messageBytes ? `A message has at most ${LIMITS.messageBytes} bytes; this one has ${bytes}.` : undefined
}

/** Walks at most `depth` containers deep, so that a circle ends too. */
function faultOfValue(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'number':
      return isExact(value) ? undefined : `A number must be finite, and an integer within 2^53; this one is ${value}.`
    case 'string':
      return faultOfText(value)
    case 'bigint':
    case 'symbol':
    case 'function':
      return `A ${typeof value} cannot travel as JSON.`
    case 'object': {
      if (value === null) return undefined
      if (depth === 0) return `Data is nested at most ${LIMITS.depth} deep.`
      for (const [key, part] of Object.entries(value)) {
        const fault = faultOfText(key) ?? faultOfValue(part, depth - 1)
        if (fault) return fault
      }
    }
  }
  return undefined
}

/** Half of a character, as cutting a string in the middle of an emoji leaves it. */
function faultOfText(text: string): string | undefined {
  return /\p{Surrogate}/u.test(text) ? 'A text must be well-formed: this one holds half a character.' : undefined
}

function isExact(value: number): boolean {
  if (!Number.isFinite(value)) return false
  // Written with an exponent it travels as a double, which the server takes.
  return !Number.isInteger(value) || Number.isSafeInteger(value) || String(value).includes('e')
}
