import { counted, html, type Markup, number } from '../../page/index.js';
import type { Profile } from '../profile.js';

export function hero(profile: Profile): Markup {
  const { totals, dates, files } = profile;
  const grave = profile.findings.filter(({ effect }) => effect === 'stops');
  const title =
    grave.length === 0
      ? 'Nothing in the exports stands in the way'
      : `${counted(grave.length, 'finding')} to mend or decide`;
  const range =
    dates.ended.first === null
      ? ''
      : ` The trainings ended from ${dates.ended.first} to ${dates.ended.last ?? ''}.`;
  return html`
<header class="hero ${grave.length === 0 ? 'good' : 'attention'}">
  <div class="wrap">
    <p class="kicker">Data quality<span>before the migration</span></p>
    <h1>${title}</h1>
    <p class="lead">${counted(totals.trainings, 'training record')} of ${counted(totals.people, 'person', 'people')}, in ${counted(files.length, 'file')}.${range}</p>
    ${
      profile.peopleStopped === 0
        ? null
        : html`<p class="aside">${counted(profile.peopleStopped, 'person has', 'people have')} at least one record that will not arrive as things are.</p>`
    }
    <dl class="meta">
      <div><dt>Profile made</dt><dd>${profile.createdAt}</dd></div>
      <div><dt>Crosswalk</dt><dd>${profile.courses.crosswalk ? 'read: what maps is told below' : 'none yet: nothing is said of what maps'}</dd></div>
      <div><dt>Tool</dt><dd>alm-migrate ${profile.toolVersion}</dd></div>
    </dl>
  </div>
</header>`;
}

export function figures({ totals }: Profile): Markup {
  const cards: readonly (readonly [string, number, string])[] = [
    ['Records in the files', totals.inFiles, `${number(totals.rejected)} could not be read`],
    ['Accounts', totals.accounts, 'as the users exports have them'],
    [
      'Training records',
      totals.trainings,
      `and ${counted(totals.sessions, 'row')} of sessions, which are nobody’s`,
    ],
    [
      'Seen before',
      totals.same + totals.replaced,
      `${number(totals.same)} say the same again, ${number(totals.replaced)} were replaced by a newer export`,
    ],
    ...(totals.goneAccounts + totals.goneTrainings === 0
      ? []
      : [
          [
            'Gone',
            totals.goneAccounts + totals.goneTrainings,
            `a full export no longer has ${counted(totals.goneAccounts, 'account')} and ${counted(totals.goneTrainings, 'training record')}; nothing else counts them`,
          ] as const,
        ]),
  ];
  return html`
<section aria-labelledby="h-figures">
  <h2 id="h-figures">What was staged</h2>
  <div class="cards">${cards.map(
    ([name, value, more]) =>
      html`<div class="card"><h3>${name}</h3><p class="big">${number(value)}</p><p class="soft">${more}</p></div>`,
  )}</div>
</section>`;
}
