import { counted, html, type Markup, number } from '../../page/index.js';
import { EFFECTS, TOPICS, type Topic } from '../meaning.js';
import type { Finding, Profile } from '../profile.js';
import { badge } from './words.js';

/** A list of all findings, gravest first, and then each with its meaning and its examples, by topic. */
export function findingSections({ findings }: Profile): Markup {
  if (findings.length === 0) {
    return html`<section><h2>Findings</h2><p class="panel">None: every value was understood.</p></section>`;
  }
  const topics = (Object.keys(TOPICS) as Topic[]).filter((topic) =>
    findings.some((finding) => finding.topic === topic),
  );
  return html`
<section aria-labelledby="h-findings">
  <h2 id="h-findings">Findings</h2>
  <p class="hint">${Object.entries(EFFECTS).map(
    ([effect, meaning], index) =>
      html`${index === 0 ? '' : ' '}${badge(effect as Finding['effect'])} ${meaning}.`,
  )} A record can be in several findings; which one decides its fate is the plan’s to say.</p>
  <div class="panel scroll" tabindex="0" role="region" aria-labelledby="h-findings"><table class="list">
  <thead><tr><th scope="col">Effect</th><th scope="col">Finding</th><th scope="col" class="n">How many</th><th scope="col" class="n">People</th></tr></thead>
  <tbody>${findings.map(
    (finding, index) => html`<tr>
    <td>${badge(finding.effect)}</td>
    <th scope="row"><a href="#f${index}">${finding.cause}</a><span class="sub"><code>${finding.code}</code>${finding.field === null ? null : html` in ${finding.field}`}</span></th>
    <td class="n">${number(finding.count)}</td>
    <td class="n">${finding.people === null ? '' : number(finding.people)}</td></tr>`,
  )}</tbody></table></div>
</section>
${topics.map(
  (topic) => html`
<section aria-labelledby="h-${topic}">
  <h2 id="h-${topic}">${TOPICS[topic]}</h2>
  ${findings.map((finding, index) => (finding.topic === topic ? chapter(finding, index) : html``))}
</section>`,
)}`;
}

const NOUNS = Object.freeze({
  accounts: ['account', 'accounts'],
  records: ['record', 'records'],
  values: ['value', 'values'],
  rejects: ['record', 'records'],
} as const);

function chapter(finding: Finding, index: number): Markup {
  const [one, many] = NOUNS[finding.counts];
  const of =
    finding.people === null || finding.counts === 'accounts'
      ? ''
      : ` of ${counted(finding.people, 'person', 'people')}`;
  const behind =
    finding.records === null || finding.records === 0
      ? ''
      : `, with ${counted(finding.records, 'training record')}`;
  return html`
<details class="chapter" id="f${index}"${finding.effect === 'stops' ? html` open` : null}>
  <summary><span>${counted(finding.count, one, many)}${of}${behind}: <code>${finding.code}</code>${finding.field === null ? null : html` in ${finding.field}`}</span>${badge(finding.effect)}</summary>
  <div class="inside">
  <dl class="words">
    <div><dt>What it means</dt><dd>${finding.cause}</dd></div>
    <div><dt>What to do</dt><dd>${finding.mend}</dd></div>
    ${finding.note === null ? null : html`<div><dt>More</dt><dd>${finding.note}</dd></div>`}
  </dl>
  ${examples(finding)}
  </div>
</details>`;
}

function examples(finding: Finding): Markup {
  if (finding.examples.length === 0) return html``;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Examples of ${finding.code} ${finding.field}"><table>
<thead><tr><th scope="col">Where</th><th scope="col">User</th><th scope="col">${finding.field ?? 'Value'}</th></tr></thead>
<tbody>${finding.examples.map(
    ({ file, line, record, user, value }) =>
      html`<tr><th scope="row"><code>${file}:${line}</code><span class="sub">record ${number(record)}</span></th><td>${user}</td><td>${value ?? ''}</td></tr>`,
  )}</tbody></table></div>`;
}
