/** The fields of a record that have no place of their own, under their names in the source. */
export type Details = Record<string, string>;

/**
 * Adds a field. Names come from the file: `__proto__` must become a field like any other, where a
 * plain assignment would lose it.
 */
export function addDetail(details: Details, name: string, value: string): void {
  if (name === '__proto__') {
    Object.defineProperty(details, name, { value, enumerable: true, configurable: true, writable: true });
  } else details[name] = value;
}
