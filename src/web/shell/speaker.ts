import { makeSound } from '../kit/audio'
import { sound } from './settings'

/** The page's one loudspeaker; the switch in the settings silences it at once. */
export const speaker = makeSound(() => sound.value)
