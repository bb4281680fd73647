/** Why a run of `apply` ended, as it writes that down (`RunEnd`, or an error), in a sentence with what to do next. */
export const RUN_ENDS: Readonly<Record<string, string>> = Object.freeze({
  finished:
    'The plan is carried out as far as it can be. alm-migrate reconcile compares, and writes the report.',
  drained: 'It was stopped, and what was in flight is finished. alm-migrate apply goes on.',
  aborted: 'It was stopped at once. The next alm-migrate apply looks up what was in flight, and goes on.',
  limit: 'The number of operations that was asked for is sent. alm-migrate apply goes on.',
  until: 'It was the time that was asked for. alm-migrate apply goes on.',
  maxFailures:
    'It stopped itself after too many failures (--max-failures). Mend what failed, then alm-migrate retry, then alm-migrate apply.',
  failureShare:
    'It stopped itself, since too large a share failed (limits.maxFailureShare). Mend what failed, then alm-migrate retry, then alm-migrate apply.',
  refused: 'ALM refused every request; its last words are among the answers.',
  error: 'By an error, which it told in its own terminal.',
});

/** Where nothing was written down, the process was killed: nobody else can say what was in flight. */
export const CUT_OFF = 'Its process was killed. alm-migrate apply looks up what was in flight, and goes on.';
