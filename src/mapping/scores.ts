import type { ReasonCode } from '../terms/index.js';
import type { MigrationConfig } from './config-schema.js';
import type { Score } from './outcome.js';

/** xs:decimal, as records.xsd has it: no exponent, no comma, no sign of per cent (peoplefluent-facts 1.2). */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;

export interface ScoreReading {
  readonly score: Score | null;
  readonly code: ReasonCode | null;
}
const NONE: ScoreReading = { score: null, code: null };
const UNREADABLE: ScoreReading = { score: null, code: 'MAP-SCORE-UNREADABLE' };
const OUT_OF_SCALE: ScoreReading = { score: null, code: 'MAP-SCORE-OUT-OF-SCALE' };

/** The score on its course's scale. One that does not fit is left off and reported, never clamped. */
export function readScore(
  text: string | null,
  learningId: string | null,
  scales: MigrationConfig['scores'],
): ScoreReading {
  if (text === null) return NONE;
  const written = text.trim();
  if (written === '') return NONE;
  if (!DECIMAL.test(written)) return UNREADABLE;
  const value = Number(written);
  const own = learningId !== null && Object.hasOwn(scales.courses, learningId);
  const { min, max } = (own ? scales.courses[learningId] : undefined) ?? scales.default;
  return value < min || value > max ? OUT_OF_SCALE : { score: { value, min, max }, code: null };
}
