const FIRST = [
  'Brisk', 'Calm', 'Clever', 'Bold', 'Swift', 'Quiet', 'Sunny', 'Lucky', 'Merry', 'Nimble', 'Plucky', 'Witty',
  'Cosy', 'Daring', 'Gentle', 'Jolly', 'Keen', 'Proud', 'Sly', 'Spry', 'Vivid', 'Wild', 'Zesty', 'Breezy',
]
const SECOND = [
  'Otter', 'Heron', 'Badger', 'Lynx', 'Finch', 'Marten', 'Hare', 'Magpie', 'Newt', 'Robin', 'Stoat', 'Tapir',
  'Wombat', 'Yak', 'Gecko', 'Ibis', 'Koala', 'Lemur', 'Moose', 'Panda', 'Quail', 'Raven', 'Seal', 'Toad',
]

/** A friendly name of at most 13 letters; `chance` gives numbers from 0 up to 1. */
export function madeUpName(chance: () => number): string {
  const pick = (words: readonly string[]) => words[Math.floor(chance() * words.length)]!
  return `${pick(FIRST)} ${pick(SECOND)}`
}

/** A name as the server will take it: no control signs, single spaces, at most 16 graphemes. */
export function tidyName(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}]/gu, mark => (mark === '\u200d' ? mark : '')).replace(/\s+/g, ' ').trim()
  const graphemes = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(clean)]
  return graphemes
    .slice(0, 16)
    .map(part => part.segment)
    .join('')
    .trim()
}
