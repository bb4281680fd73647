const NUMBER = new Intl.NumberFormat('en');

/** As people read it: `1,234`. */
export function number(value: number): string {
  return NUMBER.format(value);
}

/** `3 records`, `1 record`. */
export function counted(value: number, noun: string, nouns = `${noun}s`): string {
  return `${number(value)} ${value === 1 ? noun : nouns}`;
}
