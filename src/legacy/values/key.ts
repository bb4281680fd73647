function escaped(part: string): string {
  return part.includes('|') || part.includes('\\') ? part.replace(/[\\|]/g, '\\$&') : part;
}

/** One text for several parts, by which no two lists of parts become the same. */
export function compositeKey(...parts: readonly (string | null)[]): string {
  return parts.map((part) => escaped(part ?? '')).join('|');
}
