// A text as a barcode, drawn as one path: sharp on paper at any size.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { code128 } from '../lib/code128.js';

const QUIET = 10; // modules of white on both sides, as the standard wants
const HEIGHT = 36;

/** @param {string} text @param {string} label */
export function barcode(text, label) {
  const widths = code128(text);
  if (!widths) return nothing;
  let path = '';
  let x = QUIET;
  widths.forEach((width, i) => {
    if (i % 2 === 0) path += `M${x} 0h${width}v${HEIGHT}h-${width}z`;
    x += width;
  });
  return html`<svg class="barcode" role="img" aria-label=${label} viewBox="0 0 ${x + QUIET} ${HEIGHT}" preserveAspectRatio="none"
    shape-rendering="crispEdges"><path d=${path}/></svg>`;
}
