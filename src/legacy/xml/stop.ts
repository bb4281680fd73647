/** Why the parser was stopped; thrown through it, since it has no other way to be. */
export class Stop extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
