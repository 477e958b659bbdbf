// Starts the web UI: restores the session, follows the address, draws the page it names.
// SPDX-License-Identifier: MIT
import { html, nothing, render } from '/vendor/lit-html.js';
import { withdraw } from './components/confirm.js';
import { prepareShell, shell } from './components/shell.js';
import { bones, empty, failed } from './components/state.js';
import { say } from './components/toast.js';
import { isReading } from './lib/api.js';
import { hint } from './lib/first.js';
import { warmUp } from './lib/format.js';
import { watchHealth } from './lib/health.js';
import { watchLive } from './lib/live.js';
import { ready } from './lib/needs.js';
import { asProblem, Problem } from './lib/problem.js';
import { link, replace, start } from './lib/router.js';
import { forget, hasRole, isSignedIn, keepBy, restore, session } from './lib/session.js';
import { texts } from './lib/text.js';
import { isOutdated } from './lib/version.js';
import { mount, painted, redraw } from './lib/view.js';
import { routes } from './routes.js';

/** @import { Arrival, Page, PageModule, Route, User } from 'types' @import { Session } from './lib/session.js' */

const t = texts('common');

const root = /** @type {HTMLElement} */ (document.getElementById('app'));
const ACCOUNT = '/profile';
const SLOW_MS = 200; // a page that takes longer to load says so
const PATIENCE_MS = 2000; // the first one is drawn by then, whatever it lacks
let led = false;
/** @type {User | null} */
let who = null; // whose page is shown
/** @type {Promise<unknown> | null} */
let asking = null; // while whoever's session ended is asked to sign in again
let arrivals = 0;
let veiled = false; // the first page is drawn once it has what it asked for, so that nothing of it moves
let shown = { route: /** @type {Route | null} */ (null), path: '/', page: /** @type {Page | null} */ (null) };

function draw() {
  document.title = shown.page ? `${shown.page.title} · orderd` : 'orderd';
  const onHeading = document.activeElement?.tagName === 'H1';
  veiled &&= isReading();
  render(shell((veiled ? waiting() : shown.page)?.view() ?? nothing, shown.path), root);
  if (onHeading && document.activeElement === document.body) focusHeading();
}

/** Where a page begins; a heading that gave way to another hands its focus on. */
const focusHeading = () => (root.querySelector('h1') ?? document.getElementById('main'))?.focus({ preventScroll: true });

/** @param {string} title @param {unknown} content @returns {Page} */
const plain = (title, content) => ({
  title,
  view: () => html`<h1 class="hidden" tabindex="-1">${title}</h1>${content}`,
});

const nowhere = () =>
  plain(
    t('not_found'),
    empty({
      icon: 'search',
      title: t('nowhere'),
      text: t('nowhere.text'),
      action: html`<a class="button primary" href=${link('/')}>${t('nowhere.catalogue')}</a>`,
    }),
  );

const waiting = () => plain(t('loading'), bones(1, 'page-bone'));

/** @param {unknown} error @param {() => void} again */
const broken = (error, again) =>
  plain(t('not_loaded'), failed(error instanceof TypeError ? new Problem(0) : asProblem(error), again));

/** What was to be fetched has gone with its version: the next one has it, at this address. */
function renewed() {
  location.reload();
  return waiting();
}

/** The page's module, and all that it and the shell draw with. @param {Route} route */
async function loaded(route) {
  const [module] = await Promise.all([route.load(), prepareShell()]);
  await ready();
  return module.open;
}

/** What a page is made with; a failure to load it is a page, too. @param {Route | null} route @param {() => void} again @returns {Promise<PageModule['open']>} */
async function opener(route, again) {
  if (!route || (route.role && !hasRole(route.role))) return nowhere;
  try {
    return await loaded(route);
  } catch (error) {
    const outdated = error instanceof TypeError && (await isOutdated().catch(() => false));
    return outdated ? renewed : () => broken(error, again);
  }
}

const toSignIn = () => replace('/sign-in', { next: location.hash.slice(1) });

/** The page that is left stands until the next has come, unless that takes long. @param {Arrival} place */
async function arrive(place) {
  const { route, params, path, query, scroll } = place;
  if (route?.role && !isSignedIn()) return toSignIn();
  if (route?.role && session.state.lacking && path !== ACCOUNT) return replace(ACCOUNT);
  const mine = ++arrivals;
  shown.route = route; // from now on a session that ends ends this, too
  if (shown.page?.requery && shown.path === path) return shown.page.requery(query);
  const first = shown.page === null;
  const slow = setTimeout(() => {
    if (mine !== arrivals) return; // somebody went elsewhere meanwhile
    leave(place);
    show(place, waiting());
  }, SLOW_MS);
  const [open] = await Promise.all([opener(route, () => arrive(place)), first || painted()]);
  clearTimeout(slow);
  if (mine !== arrivals) return;
  leave(place);
  const page = open({ params, query });
  if (first) veil();
  await show(place, page);
  scrollTo(0, scroll);
  if (!first) focusHeading();
}

/** What is typed there, or shown of whoever it is, waits for whose session ends. @param {Route | null} route */
const keeps = (route) => Boolean(route?.role ?? route?.keeps);

/** Nothing of the page that is left goes on: no question, and no input keeps its text. @param {{ route: Route | null, path: string }} place */
function leave({ route, path }) {
  shown.page?.close?.();
  withdraw();
  if (session.state.ended && !keeps(route)) forget();
  render(shell(nothing, path), root);
}

function veil() {
  veiled = true;
  setTimeout(() => {
    veiled = false;
    redraw();
  }, PATIENCE_MS);
}

/** @param {{ route: Route | null, path: string }} place @param {Page} page */
function show({ route, path }, page) {
  shown = { route, path, page };
  return redraw();
}

/** One that has ended may go on, over the page; where that can't be shown, it is over. */
const askAgain = () =>
  import('./components/sign-in-again.js')
    .then(async ({ signInAgain }) => {
      await ready();
      return signInAgain();
    })
    .catch(forget);

/** A session that ends, wherever it ended, leaves the pages that need one; one that lacks the second
 * factor is led to where it is switched on. Somebody else begins anew. @param {Session} session */
function onSession({ user, lacking, ended }) {
  const another = who && user && user.id !== who.id;
  who = user;
  if (ended && !asking) asking = askAgain().finally(() => (asking = null));
  prepareShell()
    .then(ready)
    .then(redraw, () => {}); // tried again with the next page
  if (lacking && !led) replace(ACCOUNT);
  led = lacking;
  if (another) return replace('/');
  if (user || !shown.route?.role) return;
  say(t('signed_out'), 'plain');
  toSignIn();
}

const restored = restore();
setTimeout(warmUp, 0, hint.read() !== null); // while the session is waited for
// Who comes back has from the first moment what is theirs around the page, unless that takes long.
const known = restored.then(prepareShell).then(ready, () => {});
await Promise.race([known, new Promise((late) => setTimeout(late, PATIENCE_MS))]).catch(() => {});
await ready().catch(() => {}); // without texts there is still something to say so with
mount(draw);
await redraw();
watchHealth();
await restored;
led = session.state.lacking;
who = session.state.user;
keepBy(() => keeps(shown.route));
start(routes, arrive);
session.watch(onSession);
watchLive();

/** @type {{ event: KeyboardEvent, finds: boolean } | null} */
let early = null; // the last key that was pressed before the palette has come
const TYPED_IN = 'textarea, select, input:not([type="checkbox"], [type="radio"])';

/** Who presses a key may want the palette or the help: they are fetched then, and get that key, too. @param {KeyboardEvent} event */
async function wake(event) {
  const finds = event.key === 'k' && (event.ctrlKey || event.metaKey);
  if (finds) event.preventDefault(); // some browsers search the web by it
  else if (event.target instanceof Element && event.target.matches(TYPED_IN)) return;
  const begun = early !== null;
  early = { event, finds };
  if (begun) return;
  try {
    await import('./components/palette.js').then(ready);
    removeEventListener('keydown', wake);
    const { event: last, finds: wanted } = early;
    if (wanted || !last.defaultPrevented) last.target?.dispatchEvent(new KeyboardEvent('keydown', last));
  } catch {
    early = null; // the next key tries again
  }
}
addEventListener('keydown', wake);
