import { html, type Markup } from './markup.js';
import { number } from './numbers.js';

/** A part of a stacked bar; `kind` is the name of its colour in the style sheet. */
export interface BarPart {
  readonly label: string;
  readonly kind: string;
  readonly value: number;
}

/**
 * A bar of parts that fill it, with a legend that says the numbers. What is not nothing is at least
 * visible: a part narrower than half a per cent is drawn that wide.
 */
export function stackedBar(parts: readonly BarPart[]): Markup {
  const shown = parts.filter((part) => part.value > 0);
  const whole = shown.reduce((sum, part) => sum + part.value, 0);
  const widths = shown.map((part) => Math.max((part.value / whole) * 100, 0.5));
  const scale = 100 / widths.reduce((sum, width) => sum + width, 0);
  let x = 0;
  const rects = shown.map((part, index) => {
    const width = (widths[index] ?? 0) * scale;
    const rect = html`<rect class="fill ${part.kind}" x="${x.toFixed(3)}%" y="0" width="${width.toFixed(3)}%" height="100%"/>`;
    x += width;
    return rect;
  });
  return html`<svg class="bar" aria-hidden="true" focusable="false">${rects}</svg>`;
}

export function legend(parts: readonly BarPart[]): Markup {
  return html`<ul class="legend">${parts.map(
    (part) =>
      html`<li class="${part.value === 0 ? 'none' : ''}"><span class="dot ${part.kind}"></span>${part.label} <b>${number(part.value)}</b></li>`,
  )}</ul>`;
}
