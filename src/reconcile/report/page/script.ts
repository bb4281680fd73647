import { CORE } from './script/core.js';
import { EXPLORER_SCRIPT } from './script/explorer.js';
import { GROUPS_SCRIPT } from './script/groups.js';
import { REASONS_SCRIPT } from './script/reasons.js';
import { STORY_SCRIPT } from './script/story.js';

const START = `
[
  reasonsSection(),
  section('groups', 'Where', [
    measureSwitch(),
    el('div', { class: 'two' }, [yearSection(), groupSection('organisations', 'By organisation', 'organisation', data.organisations, true)]),
    groupSection('courses', 'By course', 'course', data.courses, false)
  ]),
  explorerSection()
].forEach(function (part) { if (part) document.getElementById('app').appendChild(part); });
openFromAddress();
`;

/** The page's script, one function that leaves no name behind. There is no bundler: its parts are put together here. */
export const PAGE_SCRIPT = `(function () {
'use strict';
${[CORE, REASONS_SCRIPT, GROUPS_SCRIPT, EXPLORER_SCRIPT, STORY_SCRIPT, START].join('\n')}
})();`;
