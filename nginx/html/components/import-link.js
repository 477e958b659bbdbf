// The way from a list to where a CSV file of its rows is read in.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { link } from '../lib/router.js';
import { texts } from '../lib/text.js';
import { icon } from './icons.js';

const t = texts('kit');

/** @param {string} at */
export const importLink = (at) =>
  html`<a class="button quiet small" href=${link(at)}>${icon('upload')} <span class="tool-word">${t('import_csv')}</span></a>`;
