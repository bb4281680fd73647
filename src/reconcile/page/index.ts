/**
 * What the pages of all reports have in common: markup that escapes, the style, the frame with its policy, bars.
 * It must not know what a page is about, and a page made with it asks nothing of any network.
 */
export { type BarPart, legend, stackedBar } from './bar.js';
export { documentEnd, documentStart, type PageParts } from './document.js';
export { DOM_SCRIPT } from './dom.js';
export { html, jsonForScript, Markup } from './markup.js';
export { counted, number } from './numbers.js';
export { BASE_STYLE, PAPER_STYLE } from './style.js';
export { foldingTable, type TableColumn } from './table.js';
