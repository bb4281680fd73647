import { type Action, POLICY } from '../alm/index.js';
import { FAILURE_WINDOW } from './bounds.js';
import { MOST_TROUBLES } from './life.js';
import { MOST_REFUSED_TOKENS } from './workplace.js';

/** What each action of the policy means for an operation; `life.ts` carries it out. */
const MEANINGS: Readonly<Record<Action, string>> = Object.freeze({
  ok: 'It took effect.',
  retry:
    'Sent again after a pause by chance, up to a ceiling that doubles. A write only where nothing of it left this machine.',
  wait: 'It was not done. Sent again after the time that ALM asks for, or after a pause as for retry.',
  probe:
    'It may have taken effect. ALM is asked before anything else; the operation is done if it is there, and sent again only if it is not.',
  reject:
    'ALM refuses it, and would again. One look makes sure that it is not there already; otherwise it has failed, until `alm-migrate retry`.',
  stop: 'No other request would fare better: the operation goes back, and the run ends.',
  refresh: 'A new token is fetched, and the request sent once more.',
});

const ON = Object.freeze({ read: 'reads', write: 'writes', both: 'all' });

/** docs/reference/policy.md, made from the table that decides. */
export function policyPage(): string {
  const rows = POLICY.map((row) =>
    cells([row.outcome, ON[row.on], row.action, row.code === null ? '' : `\`${row.code}\``, row.reason]),
  );
  const actions = Object.entries(MEANINGS).map(([action, meaning]) => cells([action, meaning]));
  return `# What apply does after each answer

This page is made from the table that decides; a test fails when they differ. The first row that fits decides. Numbers in brackets are sections of the fact sheet on Adobe Learning Manager.

| what came | of | action | reason code | why |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

## The actions

| action | what it means |
| --- | --- |
${actions.join('\n')}

## Bounds

- An operation that goes wrong ${MOST_TROUBLES} times without an answer that decides, while ALM answers others, has failed. An outage does not count: when ten requests in a row fail, sending stops, and one trial at a time finds out whether ALM is back, at most every two minutes.
- A probe that ALM cannot answer waits for ALM. One that ALM answers, and that still cannot tell, leaves the operation unknown: the next apply looks again, and a new snapshot answers too.
- A token that is refused after a refresh ends the run when it happens ${MOST_REFUSED_TOKENS} times in a row; before that the operation waits.
- A run stops itself with exit code 4 when \`--max-failures\` operations have failed, or when more than \`limits.maxFailureShare\` of the last ${FAILURE_WINDOW} operations did.
`;
}

function cells(texts: readonly string[]): string {
  return `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}
