// What this browser keeps: for the tab in sessionStorage, longer in localStorage. Where site data
// is blocked it is kept until the page is closed.
// SPDX-License-Identifier: MIT

/** @typedef {'sessionStorage' | 'localStorage'} Where */

/** @param {Where} name @returns {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>} */
function storage(name) {
  try {
    return window[name];
  } catch {
    /** @type {Map<string, string>} */
    const held = new Map();
    return {
      getItem: (key) => held.get(key) ?? null,
      setItem: (key, text) => held.set(key, text),
      removeItem: (key) => held.delete(key),
    };
  }
}

/** One value under a key; null when there is none, or when it can't be read. @param {Where} name @param {string} key */
export function kept(name, key) {
  const where = storage(name);
  return {
    read() {
      try {
        return JSON.parse(where.getItem(key) ?? 'null');
      } catch {
        return null;
      }
    },
    write: (/** @type {unknown} */ value) => where.setItem(key, JSON.stringify(value)),
    remove: () => where.removeItem(key),
  };
}
