// Which version of the pages this is: each lies in a folder of its own, and is gone with the next.
// SPDX-License-Identifier: MIT
import { kept } from './kept.js';

const folder = new URL('..', import.meta.url).pathname;
const given = kept('sessionStorage', 'orderd.version'); // the one that was given up last

/** Whether another is served by now, and was not loaded in vain before. */
export async function isOutdated() {
  const reply = await fetch('/', { cache: 'no-store' });
  if (!reply.ok || (await reply.text()).includes(folder) || given.read() === folder) return false;
  given.write(folder);
  return true;
}
