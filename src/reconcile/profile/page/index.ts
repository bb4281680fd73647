/**
 * The page of a profile: one HTML file with its style and its script inside, readable without either.
 * It must not count anything: whatever it shows stands in the profile.
 */
import {
  BASE_STYLE,
  documentEnd,
  documentStart,
  html,
  PAPER_STYLE,
  type PageParts,
} from '../../page/index.js';
import type { Profile } from '../profile.js';
import { courseSection } from './courses.js';
import { findingSections } from './findings.js';
import { accountSection, fileSection, organisationSection, statusSection, yearSection } from './groups.js';
import { figures, hero } from './overview.js';
import { PROFILE_SCRIPT } from './script.js';
import { PROFILE_STYLE } from './style.js';

/** The page, in pieces. */
export function* profilePage(profile: Profile): Generator<string> {
  const parts: PageParts = {
    title: 'Data quality of the exports',
    style: [BASE_STYLE, PROFILE_STYLE, PAPER_STYLE].join('\n'),
    script: PROFILE_SCRIPT,
    skip: 'Skip to the findings',
  };
  yield documentStart(parts).text;
  yield html`${hero(profile)}
<main id="main" class="wrap" tabindex="-1">
${figures(profile)}
`.text;
  yield findingSections(profile).text;
  yield yearSection(profile).text;
  yield courseSection(profile).text;
  yield statusSection(profile).text;
  yield organisationSection(profile).text;
  yield accountSection(profile).text;
  yield fileSection(profile).text;
  yield html`
</main>
<footer class="wrap">Made by alm-migrate ${profile.toolVersion} at ${profile.createdAt}. This page is one file and asks nothing of any network.</footer>`
    .text;
  yield documentEnd(parts).text;
}
