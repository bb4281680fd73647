import { createHash } from 'node:crypto';
import { html, Markup } from './markup.js';

/** What goes into the frame of a page. */
export interface PageParts {
  readonly title: string;
  readonly style: string;
  /** The page's only script; it runs at the end of the document. */
  readonly script: string;
  /** What the link says that leads keyboards past the head of the page. */
  readonly skip: string;
  /** Whether the script may ask the server that the page came from; a page from a file has none. */
  readonly asksItsServer?: boolean;
}

/**
 * The first lines of a page. Its policy lets nothing in from outside, and runs no script and no style
 * but the two whose hashes it names: even markup that slipped through could do nothing.
 */
export function documentStart({ title, style, script, skip, asksItsServer = false }: PageParts): Markup {
  const policy = [
    `default-src 'none'`,
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'img-src data:',
    ...(asksItsServer ? [`connect-src 'self'`] : []),
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>${asksItsServer ? NO_ICON : null}
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#main">${skip}</a>
`;
}

export function documentEnd({ script }: PageParts): Markup {
  return html`
<script>${new Markup(script)}</script>
</body>
</html>
`;
}

/** A browser asks a server for an icon, unless it is told that there is none. */
const NO_ICON = new Markup('\n<link rel="icon" href="data:,">');

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
