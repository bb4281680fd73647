import type { Effects } from '../terms/index.js';

/** Shows a picture that is drawn over and over: in place on a terminal, else as a line now and then. */
export interface Screen {
  /** `line` says the picture in one line, for a log. */
  readonly show: (picture: readonly string[], line: string) => void;
  /** Takes the picture away: what comes next begins where it began. */
  readonly clear: () => void;
}

export interface ScreenTarget {
  readonly write: (text: string) => void;
  readonly isTty: boolean;
  /** How many lines fit; asked anew for each picture, since a window changes. */
  readonly rows: () => number;
}

const LOG_INTERVAL_MS = 10_000;
const [UP, CLEAR_BELOW] = [(lines: number) => `\u001b[${lines}A`, '\r\u001b[J'] as const;
/** Long lines are cut and not wrapped, so that as many lines are gone over as were drawn, however wide a letter is. */
const [NO_WRAP, WRAP] = ['\u001b[?7l', '\u001b[?7h'] as const;

export function createScreen(target: ScreenTarget, effects: Pick<Effects, 'now'>): Screen {
  let drawn = 0;
  let loggedAt = Number.NEGATIVE_INFINITY;
  let logged = '';
  const away = (): string => (drawn === 0 ? '' : UP(drawn) + CLEAR_BELOW);
  return {
    show: (picture, line) => {
      if (target.isTty) {
        // The last line of the window is where the cursor rests.
        const lines = picture.slice(0, Math.max(1, target.rows() - 1));
        target.write(`${away()}${NO_WRAP}${lines.join('\n')}${WRAP}\n`);
        drawn = lines.length;
        return;
      }
      const now = effects.now();
      if (line === logged || now - loggedAt < LOG_INTERVAL_MS) return;
      loggedAt = now;
      logged = line;
      target.write(`${line}\n`);
    },
    clear: () => {
      if (drawn > 0) target.write(away());
      drawn = 0;
    },
  };
}
