/**
 * The live page: a frame with its style and its script inside, which asks its own server for the facts and shows them.
 * It must not count anything that `status --json` does not, nor ask anybody else.
 */
import {
  BASE_STYLE,
  DOM_SCRIPT,
  documentEnd,
  documentStart,
  html,
  PAPER_STYLE,
  type PageParts,
} from '../../reconcile/page/index.js';
import { LIVE_SCRIPT } from './script.js';
import { LIVE_SMALL_STYLE, LIVE_STYLE } from './style.js';

const PARTS: PageParts = {
  title: 'alm-migrate: the run',
  style: [BASE_STYLE, LIVE_STYLE, PAPER_STYLE, LIVE_SMALL_STYLE].join('\n'),
  script: `(function () {\n'use strict';\n${DOM_SCRIPT}\n${LIVE_SCRIPT}\n})();`,
  skip: 'Skip to the figures',
  asksItsServer: true,
};

/** The page, without a fact in it: they come by `facts` beside it, as they change. */
export function livePage(): string {
  return [
    documentStart(PARTS).text,
    html`
<p id="lost" class="lost" role="alert" hidden></p>
<header class="hero forecast" id="hero">
  <div class="wrap">
    <p class="kicker">Live<span id="account"></span></p>
    <div class="hero-body">
      <div>
        <h1 id="headline">Looking…</h1>
        <p class="lead" id="lead"></p>
        <p class="aside" id="aside"></p>
      </div>
      <div id="ring"></div>
    </div>
    <dl class="meta" id="meta"></dl>
  </div>
</header>
<p class="sr" role="status" id="told"></p>
<main id="main" class="wrap" tabindex="-1">
<noscript><p class="panel">This page shows the run by its own script. Without it: alm-migrate status --watch.</p></noscript>
<div id="app"></div>
</main>
<footer class="wrap">Only this machine can open this page, and it asks nothing of any network. It only looks: <code>alm-migrate pause</code>, <code>resume</code> and <code>speed</code> steer the run.</footer>`
      .text,
    documentEnd(PARTS).text,
  ].join('');
}
