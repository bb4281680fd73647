/** A record element that is open, and what has been gathered of it so far. */
import type { Finding } from '../../terms/index.js';
import { type BadByte, placeOf } from '../bytes/decoder.js';
import { LIMITS } from '../limits.js';
import { addDetail, type Details } from '../values/details.js';
import { damageOf, looksDamaged } from '../values/textDamage.js';
import { type ElementPath, localName } from './paths.js';
import type { Shape, Shaped } from './shape.js';

export interface FramePlace {
  readonly ordinal: number;
  readonly line: number;
  /** Where its start tag begins, in characters of the whole text. */
  readonly start: number;
  /** The written text of it that is no longer in the window. */
  readonly head: string;
}

export interface Frame {
  readonly ordinal: number;
  readonly line: number;
  readonly start: number;
  readonly id: string | null;
  readonly parent: Frame | null;
  readonly values: (string | undefined)[];
  readonly details: Details;
  readonly findings: Finding[];
  /** The id of the record around it; of a mended one, that of the record that it once stood in. */
  parentId: string | null;
  /** The reject that it is the mended form of. */
  mends: string | null;
  /** How often a name came that came more than once. */
  repeats: Map<string, number> | null;
  /** Characters of its fields so far; beyond the limit nothing more is kept of it. */
  size: number;
  head: string;
  bad: BadByte | null;
}

/** Written by `rejects --export`: which reject the record is the mended form of. */
export const MENDS_ATTRIBUTE = 'alm-migrate-reject';
/** Written by it, too: the id of the record that it stood in, where it is written out alone. */
export const PARENT_ATTRIBUTE = 'alm-migrate-parent';

type Attributes = Readonly<Record<string, string>>;

/** A record whose start tag was read. */
export function openFrame(
  place: FramePlace,
  parent: Frame | null,
  attributes: Attributes,
  shape: Shape,
): Frame {
  const frame: Frame = {
    ordinal: place.ordinal,
    line: place.line,
    start: place.start,
    id: shape.idAttribute ? idOf(attributes) : null,
    parent,
    parentId: parent?.id ?? null,
    values: new Array<string | undefined>(shape.table.slots.length).fill(undefined),
    details: {},
    findings: [],
    mends: null,
    repeats: null,
    size: 0,
    head: place.head,
    bad: null,
  };
  for (const name in attributes) {
    if (shape.idAttribute && localName(name) === 'id') continue;
    if (name === MENDS_ATTRIBUTE) frame.mends = attributes[name] ?? null;
    else if (name === PARENT_ATTRIBUTE) frame.parentId ??= attributes[name] || null;
    else addAttribute(frame, '', name, attributes[name] ?? '');
  }
  return frame;
}

function idOf(attributes: Attributes): string | null {
  for (const name in attributes) {
    const value = (attributes[name] ?? '').trim();
    if (localName(name) === 'id' && value !== '') return value;
  }
  return null;
}

/** An attribute of the record ('' as path) or of an element in it. */
export function addAttribute(frame: Frame, path: string, name: string, value: string): void {
  if (name === 'xmlns' || name.startsWith('xmlns:')) return;
  addOther(frame, `${path}@${localName(name)}`, value.trim());
}

/** An element's text: a field of the format, or one more detail. */
export function addField(frame: Frame, path: ElementPath, value: string): void {
  if (value === '' || frame.size > LIMITS.recordChars) return;
  if (looksDamaged(value)) damageOf(path.name, value, frame.findings);
  if (path.slot < 0) addOther(frame, path.name, value);
  else if (frame.values[path.slot] === undefined) frame.values[path.slot] = value;
  else {
    frame.repeats ??= new Map();
    if (!frame.repeats.has(path.name)) frame.repeats.set(path.name, 1);
    addOther(frame, path.name, value);
    frame.findings.push({ code: 'PF-FIELD-REPEATED', field: path.name, value });
  }
}

/** What has no place of its own. The second of a name is `name[2]`, so that none is lost. */
export function addOther(frame: Frame, name: string, value: string): void {
  if (value === '') return;
  frame.size += name.length + value.length;
  if (frame.size > LIMITS.recordChars) return;
  if (frame.repeats?.has(name) !== true && !Object.hasOwn(frame.details, name)) {
    addDetail(frame.details, name, value);
    return;
  }
  // Counted and not looked for: there may be as many of a name as fit into a record.
  frame.repeats ??= new Map();
  const count = (frame.repeats.get(name) ?? 1) + 1;
  frame.repeats.set(name, count);
  addDetail(frame.details, `${name}[${count}]`, value);
}

/** What a record that has closed becomes; `bad` is a byte in it that could not be read. */
export function outcomeOf(frame: Frame, bad: BadByte | null, shape: Shape): Shaped {
  if (bad !== null) {
    return {
      type: 'reject',
      code: 'PF-BYTES-UNDECODABLE',
      message: `${placeOf(bad)} of the file is not in the encoding that the file is read in`,
    };
  }
  if (frame.size > LIMITS.recordChars) {
    const message = `the record has over ${LIMITS.recordChars} characters`;
    return { type: 'reject', code: 'PF-RECORD-TOO-LARGE', message };
  }
  return shape.toRecord(frame);
}
