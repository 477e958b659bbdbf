// What a module wants to be there before it is drawn, beside the modules that it imports:
// stylesheets and texts.
// SPDX-License-Identifier: MIT

/** @type {Map<() => Promise<unknown>, Promise<unknown> | null>} */
const wanted = new Map(); // what fetches it → its promise, null once that failed

/** Fetches it now; whoever draws waits for it. @param {() => Promise<unknown>} fetchIt */
export function need(fetchIt) {
  const coming = fetchIt();
  wanted.set(fetchIt, coming);
  coming.then(
    () => wanted.delete(fetchIt),
    () => wanted.set(fetchIt, null),
  );
}

/** Resolves once all that was needed so far has come; what failed is fetched again. */
export function ready() {
  for (const [fetchIt, coming] of wanted) if (!coming) need(fetchIt);
  return Promise.all(wanted.values());
}

/** @type {Set<string>} */
const sheets = new Set();

/** @param {string} name */
const loadSheet = (name) =>
  new Promise((resolve, reject) => {
    const sheet = document.createElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = new URL(`../styles/${name}.css`, import.meta.url).href;
    sheet.onload = resolve;
    sheet.onerror = () => {
      sheet.remove();
      reject(new TypeError(`${sheet.href} did not come`));
    };
    document.head.append(sheet);
  });

/** For the top of a module: styles/NAME.css of each name, loaded once. @param {string[]} names */
export function styles(...names) {
  for (const name of names) {
    if (!sheets.has(name)) need(() => loadSheet(name));
    sheets.add(name);
  }
}
