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
