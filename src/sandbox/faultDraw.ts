import { type CheckedFaults, checkFaults, FAULT_KINDS, type FaultKind } from './faults.js';
import { DEFAULT_REPEATS, type Repeats } from './setting.js';
import type { Verb } from './wire.js';

/** What a draw may depend on. */
export interface FaultCandidate {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly text: string;
  /** Token endpoints take faults by schedule only, so that a share says something about the API. */
  readonly isApi: boolean;
}

/**
 * Decides which request goes wrong, and how.
 *
 * A draw hangs on the seed, the request itself and how often that very request came before, not
 * on the order of arrival: concurrent clients get the same faults in every run. A schedule counts
 * the requests that match it, in the order of arrival, and goes before the draw.
 */
export class FaultDraw {
  #options: CheckedFaults = checkFaults({});
  #repeats: Repeats = DEFAULT_REPEATS;
  #matched: number[] = [];
  #stormLeft = 0;
  readonly #seen = new Map<string, number>();
  readonly #fired = new Map<FaultKind, number>();

  constructor(options: CheckedFaults) {
    this.replace(options);
  }

  get options(): CheckedFaults {
    return this.#options;
  }

  get repeats(): Repeats {
    return this.#repeats;
  }

  /** How many of each kind there were, since the sandbox started. */
  fired(): Readonly<Record<string, number>> {
    const kinds = FAULT_KINDS.filter((kind) => this.#fired.has(kind));
    return Object.fromEntries(kinds.map((kind) => [kind, this.#fired.get(kind) ?? 0]));
  }

  /** Takes new options, and starts to count anew. */
  replace(options: CheckedFaults): void {
    this.#options = options;
    this.#matched = options.schedule.map(() => 0);
    this.#stormLeft = 0;
    this.#seen.clear();
    const { repeats } = options;
    this.#repeats =
      typeof repeats === 'string'
        ? { users: repeats, enrolments: repeats, grades: repeats }
        : {
            users: repeats?.users ?? DEFAULT_REPEATS.users,
            enrolments: repeats?.enrolments ?? DEFAULT_REPEATS.enrolments,
            grades: repeats?.grades ?? DEFAULT_REPEATS.grades,
          };
  }

  /** The fault for this request, or null. Asking counts. */
  next(candidate: FaultCandidate): FaultKind | null {
    const kind = this.#scheduled(candidate) ?? this.#stormed(candidate) ?? this.#drawn(candidate);
    if (kind !== null) this.#fired.set(kind, (this.#fired.get(kind) ?? 0) + 1);
    return kind;
  }

  #scheduled(candidate: FaultCandidate): FaultKind | null {
    let chosen: FaultKind | null = null;
    for (const [index, entry] of this.#options.schedule.entries()) {
      if (entry.method !== undefined && entry.method !== candidate.method) continue;
      if (entry.path !== undefined && !candidate.path.includes(entry.path)) continue;
      const count = (this.#matched[index] ?? 0) + 1;
      this.#matched[index] = count;
      if (chosen === null && count >= entry.nth && count < entry.nth + entry.times) chosen = entry.kind;
    }
    if (chosen === 'storm429') this.#stormLeft = this.#options.stormLength - 1;
    return chosen;
  }

  #stormed(candidate: FaultCandidate): FaultKind | null {
    if (this.#stormLeft === 0 || !candidate.isApi) return null;
    this.#stormLeft -= 1;
    return 'storm429';
  }

  #drawn(candidate: FaultCandidate): FaultKind | null {
    const { methods, seed, share } = this.#options;
    if (!candidate.isApi || Object.keys(share).length === 0) return null;
    if (!methods.some((verb: Verb) => verb === candidate.method)) return null;
    const key = `${candidate.method} ${candidate.path}?${candidate.query}\n${candidate.text}`;
    const before = this.#seen.get(key) ?? 0;
    this.#seen.set(key, before + 1);
    let rest = fraction(`${seed}/${before}/${key}`);
    for (const kind of FAULT_KINDS) {
      rest -= share[kind] ?? 0;
      if (rest < 0) {
        if (kind === 'storm429') this.#stormLeft = this.#options.stormLength - 1;
        return kind;
      }
    }
    return null;
  }
}

/** At least 0, less than 1, spread evenly: FNV-1a with a last stirring, as its high bits are lazy. */
function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
