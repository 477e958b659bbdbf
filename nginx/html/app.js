// Starts the web UI: restores the session, follows the address, draws the page it names.
// SPDX-License-Identifier: MIT
import { html, nothing, render } from '/vendor/lit-html.js';
import { withdraw } from './components/confirm.js';
import { shell } from './components/shell.js';
import { empty } from './components/state.js';
import { say } from './components/toast.js';
import { watchHealth } from './lib/health.js';
import { watchLive } from './lib/live.js';
import { link, replace, start } from './lib/router.js';
import { isSignedIn, restore, session } from './lib/session.js';
import { mount, redraw } from './lib/view.js';
import { routes } from './routes.js';

const root = document.getElementById('app');
const ACCOUNT = '/profile';
let led = false;
let shown = { route: null, path: '/', key: '', page: null };

function draw() {
  document.title = shown.page ? `${shown.page.title} · orderd` : 'orderd';
  const onHeading = document.activeElement?.tagName === 'H1';
  render(shell(shown.page?.view() ?? nothing, shown.path), root);
  if (onHeading && document.activeElement === document.body) focusHeading();
}

/** Where a page begins; a heading that gave way to another hands its focus on. */
const focusHeading = () =>
  (root.querySelector('h1') ?? document.getElementById('main')).focus({ preventScroll: true });

const nowhere = () => ({
  title: 'Not found',
  view: () =>
    html`<h1 class="hidden" tabindex="-1">Not found</h1>${empty({
      icon: 'search',
      title: 'There is no such page',
      text: 'The address may be mistyped, or the page has moved.',
      action: html`<a class="button primary" href=${link('/')}>To the catalogue</a>`,
    })}`,
});

/** A page is `open({params, query})` → {title, view(), requery?(query), close?()}. */
async function arrive({ route, params, path, query, scroll }) {
  if (route?.member && !isSignedIn()) return replace('/sign-in', { next: location.hash.slice(1) });
  if (route?.member && session.state.lacking && path !== ACCOUNT) return replace(ACCOUNT);
  const key = path;
  if (shown.page?.requery && shown.key === key) return shown.page.requery(query);
  const first = shown.page === null;
  shown.page?.close?.();
  withdraw();
  render(shell(nothing, path), root); // no input of the page left keeps its text
  shown = { route, path, key, page: (route?.open ?? nowhere)({ params, query }) };
  await redraw();
  scrollTo(0, scroll);
  if (!first) focusHeading();
}

/** A session that ends, wherever it ended, leaves the pages that need one; one that lacks the second
 * factor is led to where it is switched on. */
function onSession({ user, lacking }) {
  if (lacking && !led) replace(ACCOUNT);
  led = lacking;
  if (user || !shown.route?.member) return;
  say('You are signed out.', 'plain');
  replace('/sign-in', { next: location.hash.slice(1) });
}

mount(draw);
await redraw();
watchHealth();
await restore();
led = session.state.lacking;
start(routes, arrive);
session.watch(onSession);
watchLive();
