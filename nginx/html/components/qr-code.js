// A text as a QR code, drawn here: what it holds leaves this page for a camera alone.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';

const QUIET = 4; // modules of white around it, as the standard wants

/** Loads what encodes it, which few pages need; resolves to a template. @param {string} text @param {string} label */
export async function qrCode(text, label) {
  const { default: encode } = await import('/vendor/qrcode.js');
  const code = encode(0, 'M'); // the smallest that holds it, a seventh of which may be unreadable
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  const whole = size + 2 * QUIET;
  return html`<svg class="qr" role="img" aria-label=${label} viewBox="0 0 ${whole} ${whole}"
    shape-rendering="crispEdges"><path d=${pathOf(code, size)}/></svg>`;
}

/** One bar for each run of dark modules. @param {QRCode} code @param {number} size */
function pathOf(code, size) {
  let path = '';
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = x;
      while (x < size && code.isDark(y, x)) x++;
      if (x > from) path += `M${from + QUIET} ${y + QUIET}h${x - from}v1h${from - x}z`;
    }
  }
  return path;
}
