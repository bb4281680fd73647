/**
 * Errors are data, in two families. A `Failure` is the user's to mend: it says what, where, and
 * what to do now. A `Defect` is ours: it carries an id that is found once in the source.
 * What is wrong with one record is neither: that is a value with a reason code.
 */

/** How a command ends; only `cli/main.ts` hands one to the process. */
export const EXIT = {
  clean: 0,
  failed: 1,
  usage: 2,
  needsPerson: 3,
  safetyLimit: 4,
  stoppedAsAsked: 5,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Where the mistake is, as far as it is known. */
export interface FailurePlace {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** Something the user can mend. `remedy` is what to do now, if possible a command to type. */
export class Failure extends Error {
  readonly code: string;
  readonly place: FailurePlace;
  readonly remedy: string;
  readonly exitCode: ExitCode;

  constructor(
    code: string,
    message: string,
    options: { remedy: string; place?: FailurePlace; exitCode?: ExitCode; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.place = options.place ?? {};
    this.remedy = options.remedy;
    this.exitCode = options.exitCode ?? EXIT.failed;
  }
}

/** A broken promise of this program. `id` stands in the source once. */
export class Defect extends Error {
  readonly id: string;

  constructor(id: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'Defect';
    this.id = id;
  }
}

/** A `Failure` as plain data, which is all that one thread can hand to another. */
export interface FailureData {
  readonly code: string;
  readonly message: string;
  readonly place: FailurePlace;
  readonly remedy: string;
  readonly exitCode: ExitCode;
}

export function failureData({ code, message, place, remedy, exitCode }: Failure): FailureData {
  return { code, message, place, remedy, exitCode };
}

export function failureFrom({ code, message, ...options }: FailureData): Failure {
  return new Failure(code, message, options);
}
