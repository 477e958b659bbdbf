// A figure as a card that leads to what it counts.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { styles } from '../lib/needs.js';
import { icon } from './icons.js';

styles('office-parts');

/**
 * `tone`: good, wait, bad when the figure asks for something; `note`: what it is compared with.
 * @typedef {{ label: string, figure: string, href?: string, note?: string, tone?: string, icon?: import('./icons.js').IconName }} Stat
 */

/** @param {Stat} facts */
const card = ({ label, figure, href, note, tone = 'still', icon: name }) => {
  const face = html`<span class="stat-label">${name ? icon(name) : nothing}${label}</span>
    <strong class="stat-figure">${figure}</strong>${note ? html`<span class="stat-note">${note}</span>` : nothing}`;
  return html`<li>${href ? html`<a class="stat glass ${tone}" href=${href}>${face}</a>` : html`<div class="stat glass ${tone}">${face}</div>`}</li>`;
};

/** @param {Stat[]} facts */
export const stats = (facts) => html`<ul class="stats">${facts.map(card)}</ul>`;
