import { html, type Markup } from './markup.js';
import { number } from './numbers.js';

/** A heading; a column of numbers stands to the right. */
export interface TableColumn {
  readonly name: string;
  readonly isNumber?: boolean;
}

/**
 * A table that folds on a small screen: each row becomes a block with its name on top, and each cell says
 * its column (`data-label`). What is laid out as a block is no table to a screen reader any more, so every
 * part says what it is.
 *
 * The first cell of a row is its name; a cell that is a number is written as one. `picture` draws beside a
 * row, where there is room, what its numbers say.
 */
export function foldingTable(
  id: string | null,
  columns: readonly TableColumn[],
  rows: readonly (readonly (string | number | Markup)[])[],
  picture: ((row: number) => Markup) | null = null,
): Markup {
  return html`<table class="grid fold" role="table"${id === null ? null : html` id="${id}"`}>
<thead role="rowgroup"><tr role="row">${columns.map(
    ({ name, isNumber }) =>
      html`<th scope="col" role="columnheader"${isNumber === true ? html` class="n"` : null}>${name}</th>`,
  )}${picture === null ? null : html`<th aria-hidden="true" class="hide-small"></th>`}</tr></thead>
<tbody role="rowgroup">${rows.map(
    ([name = '', ...cells], row) => html`
<tr role="row"><th scope="row" role="rowheader">${name}</th>${cells.map((cell, index) => {
      const label = columns[index + 1]?.name ?? '';
      return typeof cell === 'number'
        ? html`<td role="cell" class="n${cell === 0 ? ' zero' : ''}" data-label="${label}">${number(cell)}</td>`
        : html`<td role="cell" data-label="${label}">${cell}</td>`;
    })}${picture === null ? null : html`<td aria-hidden="true" class="hide-small share">${picture(row)}</td>`}</tr>`,
  )}
</tbody></table>`;
}
