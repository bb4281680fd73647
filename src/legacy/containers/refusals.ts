import { EXIT, Failure } from '../../terms/index.js';
import { LIMITS } from '../limits.js';

export function bomb(file: string): Failure {
  return new Failure(
    'PF-CONTAINER-BOMB',
    `${file} unpacks to more than ${LIMITS.unpackedRatio} times its size, which no export does`,
    {
      remedy: 'find out where it comes from; if it is trusted, unpack it and stage what is in it',
      place: { file },
    },
  );
}

export function brokenArchive(file: string, cause: unknown): Failure {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Failure('PF-CONTAINER-BROKEN', `the archive ${file} cannot be read: ${why}`, {
    remedy: 'unpack it with another program and stage what is in it',
    place: { file },
    cause,
  });
}

export function nestedArchive(file: string): Failure {
  return new Failure('PF-CONTAINER-NESTED', `${file} is an archive inside an archive`, {
    remedy: 'unpack the outer archive and stage what is in it',
    place: { file },
  });
}

export function missingInput(file: string, cause: unknown): Failure {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Failure('PF-INPUT-MISSING', `${file} cannot be read: ${why}`, {
    remedy: 'check the path and its permissions',
    place: { file },
    exitCode: EXIT.usage,
    cause,
  });
}
