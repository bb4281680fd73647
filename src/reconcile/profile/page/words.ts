import { html, type Markup } from '../../page/index.js';
import type { Effect } from '../meaning.js';
import type { Becomes, CourseProfile } from '../profile.js';

/** The word for an effect, and the colour of the style sheet that goes with it. */
export const EFFECT_WORDS: Readonly<Record<Effect, string>> = Object.freeze({
  stops: 'stops',
  leftOut: 'left out',
  doubtful: 'doubtful',
  note: 'note',
});
const COLOURS: Readonly<Record<Effect, string>> = Object.freeze({
  stops: 'rejected',
  leftOut: 'leftOut',
  doubtful: 'different',
  note: 'extra',
});

export function badge(effect: Effect): Markup {
  return html`<span class="badge ${COLOURS[effect]}">${EFFECT_WORDS[effect]}</span>`;
}

export const BECOMES: Readonly<Record<Becomes, string>> = Object.freeze({
  completion: 'a completion',
  enrolment: 'an enrolment',
  leaveOut: 'left out',
  quarantine: 'set aside for a person',
});

export const CROSSWALK: Readonly<Record<NonNullable<CourseProfile['crosswalk']>, string>> = Object.freeze({
  mapped: 'mapped',
  inPart: 'mapped in part',
  leftOut: 'left out',
  unreviewed: 'not reviewed',
  contradictory: 'contradictory',
  unmapped: 'not mapped',
});
