/** How course titles are compared: first as they are, then without what tells variants of one course apart. */

/** Words at the end of a title that name a language and no subject: ISO 639 codes and English names. */
const LANGUAGES = new Set(
  (
    'ar cs cz da de deu en eng es esp fi fr fra fre ger he hi hu id it ita ja jp ko nl no pl pt ptbr ro ru sv th tr uk us vi zh ' +
    'arabic chinese czech danish dutch english finnish french german hungarian italian japanese korean norwegian polish ' +
    'portuguese romanian russian spanish swedish thai turkish vietnamese'
  ).split(' '),
);
const VERSION_WORD = /^(?:v|ver|version|rev|revision|ed|edition|release)$/;
const VERSION = /^(?:v|r|rev)?\d+(?:\d)*$|^[a-d]$/;

/** A title's words without case, accents and punctuation. */
export function titleWords(title: string): readonly string[] {
  const folded = title
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '');
  return folded.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** One title in the forms in which it is looked up. */
export interface TitleForms {
  readonly words: readonly string[];
  readonly exact: string;
  readonly withoutLanguage: string;
  readonly withoutVersion: string;
  readonly bare: string;
}

export function titleForms(title: string): TitleForms {
  const words = titleWords(title);
  const noLanguage = withoutLanguage(words);
  const noVersion = withoutVersion(words);
  return {
    words,
    exact: words.join(' '),
    withoutLanguage: noLanguage.join(' '),
    withoutVersion: noVersion.join(' '),
    // A version can stand before a language or behind it.
    bare: withoutVersion(withoutLanguage(noVersion)).join(' '),
  };
}

/** Never takes the first word: a course in English may be called just that. */
function withoutLanguage(words: readonly string[]): readonly string[] {
  let end = words.length;
  while (end > 1 && LANGUAGES.has(words[end - 1] ?? '')) end -= 1;
  return words.slice(0, end);
}

function withoutVersion(words: readonly string[]): readonly string[] {
  let end = words.length;
  while (end > 1) {
    const last = words[end - 1] ?? '';
    const isNumbered = VERSION.test(last) && (/\d/.test(last) || VERSION_WORD.test(words[end - 2] ?? ''));
    if (!isNumbered && !VERSION_WORD.test(last)) break;
    end -= 1;
  }
  return words.slice(0, end);
}

/** How much two titles have in common, 0 to 1: twice the shared words through all words. */
export function likeness(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const open = [...b];
  let shared = 0;
  for (const word of a) {
    const at = open.indexOf(word);
    if (at < 0) continue;
    open.splice(at, 1);
    shared += 1;
  }
  return (2 * shared) / (a.length + b.length);
}
