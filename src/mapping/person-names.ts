/** How names and addresses of people are compared when nothing better is known. */

/** Letters that Unicode does not take apart into a letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = Object.freeze({
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
});

/** A name's words without case, accents and order: `Müller, Anna` and `anna muller` are one. Empty for no name. */
export function nameKey(...parts: readonly (string | null)[]): string {
  const folded = parts
    .map((part) => part ?? '')
    .join(' ')
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[ßæœøđðłþı]/g, (letter) => LETTERS[letter] ?? letter);
  return (folded.match(/[\p{L}\p{N}]+/gu) ?? []).sort().join(' ');
}

/** An address in two halves, in lower case; null where it is none. */
export function addressParts(
  email: string | null,
): { local: string; tagless: string; domain: string } | null {
  const text = email?.trim().toLowerCase() ?? '';
  const at = text.lastIndexOf('@');
  if (at < 1 || at === text.length - 1) return null;
  const local = text.slice(0, at);
  // `jo+lms@` reaches the mailbox of `jo@`.
  const plus = local.indexOf('+');
  return { local, tagless: plus > 0 ? local.slice(0, plus) : local, domain: text.slice(at + 1) };
}

/** How many words two names, folded by `nameKey`, have in common. */
export function wordsInCommon(a: string, b: string): number {
  const words = new Set(a.split(' '));
  return b.split(' ').filter((word) => word !== '' && words.has(word)).length;
}

export function sharesWord(a: string, b: string): boolean {
  return wordsInCommon(a, b) > 0;
}
