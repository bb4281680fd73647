import type { Reason } from '../reasons.js';

/** What ALM, or the way to it, had against an operation. The policy in `alm/policy.ts` hands them out. */
export const ALM_REASONS = {
  'ALM-REJECTED': {
    cause: 'ALM refused the request, and would refuse it again',
    mend: 'read what ALM said, mend the record or the mapping, then run retry',
  },
  'ALM-FORBIDDEN': {
    cause: 'the token does not belong to an administrator, or lacks the scope admin:write',
    mend: 'authorise the application again as an administrator with admin:read and admin:write',
  },
  'ALM-UNAUTHORISED': {
    cause: 'ALM refuses the token, also after a refresh',
    mend: 'authorise the application again, and set the new ALM_REFRESH_TOKEN or ALM_ACCESS_TOKEN',
  },
  'ALM-RATE-LIMITED': {
    cause: 'ALM kept answering 429 although the requests were slowed down',
    mend: 'find out what else uses this application and user, lower the share of the limit, run again',
  },
  'ALM-UNAVAILABLE': {
    cause: 'ALM answered with a server error or that it is busy',
    mend: 'wait until it has recovered, then run again',
  },
  'ALM-UNREACHABLE': {
    cause: 'no connection to ALM could be made, so nothing was sent',
    mend: 'check the network, the proxy and the host, then run again',
  },
  'ALM-OUTCOME-UNKNOWN': {
    cause: 'the request was sent and no usable answer came back, so it may or may not have taken effect',
    mend: 'run again, which looks before it sends; when it stays, look the record up in ALM by hand',
  },
  'ALM-ANSWER-UNREADABLE': {
    cause: 'ALM answered in a form that this version does not know',
    mend: 'look for a newer version; report the request id and the place that the message names',
  },
  'ALM-NOT-VISIBLE': {
    cause: 'a user that was just created did not become visible in time',
    mend: 'run retry in a few minutes',
  },
  'ALM-CHANGED-MEANWHILE': {
    cause: 'somebody wrote to ALM what this operation was to write, between the snapshot and now',
    mend: 'decide which is right; a new snapshot and plan show what is left to do. Nothing is overwritten',
  },
  'ALM-BUNDLE-ROW': {
    cause: 'ALM’s bulk import refused the row, and said why',
    mend: 'read what ALM said, mend the record or the mapping, then plan again: by either route',
  },
  'ALM-BUNDLE-ID': {
    cause:
      'ALM’s bulk import does not know the person, the course, the instance or the module that the row names',
    mend: 'see that the sprint synchronises users and that the ids have the form ALM wants (bundle in migration.yaml), then plan again',
  },
  'ALM-BUNDLE-INTERNAL': {
    cause: 'ALM’s bulk import ended this row with an internal error',
    mend: 'run the rows again: alm-migrate retry, alm-migrate bundle write, alm-migrate bundle run',
  },
  'ALM-BUNDLE-BROKEN': {
    cause: 'ALM ended the sprint before its end, so nobody knows yet whether the row went in',
    mend: 'take a new snapshot, then run alm-migrate bundle run again: it looks what went in',
  },
  'ALM-BUNDLE-INSTANCE': {
    cause: 'the person has several instances of the course, and the bundle’s completions name none',
    mend: 'nothing: these go by API',
  },
  'ALM-BUNDLE-CORRECTION': {
    cause: 'ALM holds a completion already, and whether its bulk import would write over it is not published',
    mend: 'nothing: these go by API',
  },
  'ALM-BUNDLE-PATH': {
    cause: 'an enrolment in a learning path, which has a migration file of its own that is not written',
    mend: 'nothing: it goes by API',
  },
  'ALM-BUNDLE-NO-DATE': {
    cause: 'the record has no date at all, and the bundle’s enrolments must have one',
    mend: 'nothing: these go by API',
  },
  'ALM-REDIRECTED': {
    cause: 'the host sends its callers somewhere else, and the token does not follow',
    mend: 'set the base URL to the host of your region',
  },
} as const satisfies Readonly<Record<string, Reason>>;
