import { cuttable } from './cut'

/** The page's own dial, so that a room can show what a lost connection does. */
export const { dial, cut } = cuttable()
