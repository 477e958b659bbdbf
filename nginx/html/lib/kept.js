// What this browser keeps: for the tab in sessionStorage, longer in localStorage. Where site data
// is blocked it is kept until the page is closed.
// SPDX-License-Identifier: MIT

function storage(name) {
  try {
    return window[name];
  } catch {
    const held = new Map();
    return {
      getItem: (key) => held.get(key) ?? null,
      setItem: (key, text) => held.set(key, text),
      removeItem: (key) => held.delete(key),
    };
  }
}

/** One value under a key; null when there is none, or when it can't be read. */
export function kept(name, key) {
  const where = storage(name);
  return {
    read() {
      try {
        return JSON.parse(where.getItem(key));
      } catch {
        return null;
      }
    },
    write: (value) => where.setItem(key, JSON.stringify(value)),
    remove: () => where.removeItem(key),
  };
}
