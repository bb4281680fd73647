import { foldingTable, html, type Markup, number } from '../../page/index.js';
import type { CourseProfile, Profile } from '../profile.js';
import { CROSSWALK } from './words.js';

/** The courses by volume. Without the script the table is whole; with it, it can be searched. */
export function courseSection({ courses }: Profile): Markup {
  const { largest, count, crosswalk } = courses;
  const filter = html`<div class="filters no-print" id="course-filters" hidden>
  <div class="field"><label for="course-search">Search by title or id</label><input id="course-search" type="search" autocomplete="off"></div>
  ${
    crosswalk
      ? html`<div class="field"><label for="course-verdict">Crosswalk</label><select id="course-verdict"><option value="">all</option>${Object.values(
          CROSSWALK,
        ).map((word) => html`<option>${word}</option>`)}</select></div>`
      : null
  }</div>
  <p class="status" id="course-status" role="status"></p>`;
  return html`
<section aria-labelledby="h-volume">
  <h2 id="h-volume">Courses by volume</h2>
  <p class="hint">${number(count)} different trainings${count > largest.length ? html`; these are the ${number(largest.length)} with the most records` : null}.${crosswalk ? null : ' There is no crosswalk.csv with rows yet, so nothing is said of what they map to: alm-migrate match proposes rows.'}</p>
  ${filter}
  <div class="panel scroll" tabindex="0" role="region" aria-labelledby="h-volume">${foldingTable(
    'courses',
    [
      { name: 'Training' },
      ...['Records', 'People', 'Completions'].map((name) => ({ name, isNumber: true })),
      ...(crosswalk ? [{ name: 'Crosswalk' }] : []),
    ],
    largest.map(cellsOf),
  )}</div>
</section>`;
}

function cellsOf(course: CourseProfile): readonly (number | Markup)[] {
  const id = course.external ? 'external training' : (course.learningId ?? 'no id');
  return [
    html`${course.title ?? 'no title'}<span class="sub"><code>${id}</code>${course.type === null ? null : html` ${course.type}`}</span>`,
    course.records,
    course.people,
    course.completions,
    ...(course.crosswalk === null
      ? []
      : [
          html`<span class="badge ${course.crosswalk === 'mapped' ? 'matched' : course.crosswalk === 'leftOut' ? 'leftOut' : course.crosswalk === 'inPart' ? 'different' : 'rejected'}">${CROSSWALK[course.crosswalk]}</span>`,
        ]),
  ];
}
