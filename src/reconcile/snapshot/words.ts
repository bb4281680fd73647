/** `1 person`, `3 people`, `0 requests`: a number with its noun. */
export function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
