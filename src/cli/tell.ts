import { Defect, EXIT, type ExitCode, Failure } from '../terms/index.js';

/** The `--json` document of a command that did not come to its end. */
export interface FailureDocument {
  readonly schema: { readonly name: 'failure'; readonly version: 1 };
  readonly code: string;
  readonly message: string;
  readonly place: { readonly file?: string; readonly line?: number; readonly column?: number };
  readonly remedy: string;
  readonly exitCode: ExitCode;
}

const DEFECT_REMEDY = 'nothing that was done is lost; run the same command again, and report this text';

/** Prints an error so that the reader knows what, where, and what to type now. */
export function tell(error: unknown, asJson: boolean): ExitCode {
  const document = documentOfError(error);
  const { code, message, place, remedy, exitCode } = document;
  if (error instanceof Failure) {
    const where = [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
    process.stderr.write(`\n${code}  ${message}\n`);
    if (where !== '') process.stderr.write(`  where     ${where}\n`);
  } else {
    const said = error instanceof Error ? (error.stack ?? error.message) : message;
    process.stderr.write(`\n${code}  this is a defect of alm-migrate, not of your data\n${said}\n`);
  }
  process.stderr.write(`  do now    ${remedy}\n`);
  if (asJson) process.stdout.write(`${JSON.stringify(document)}\n`);
  return exitCode;
}

function documentOfError(error: unknown): FailureDocument {
  const schema = { name: 'failure', version: 1 } as const;
  if (error instanceof Failure) {
    const { code, message, place, remedy, exitCode } = error;
    return { schema, code, message, place, remedy, exitCode };
  }
  return {
    schema,
    code: error instanceof Defect ? error.id : 'DEFECT-UNEXPECTED',
    message: error instanceof Error ? error.message : String(error),
    place: {},
    remedy: DEFECT_REMEDY,
    exitCode: EXIT.failed,
  };
}
