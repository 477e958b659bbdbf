// To the clipboard, and what is said of it.
// SPDX-License-Identifier: MIT
import { say, sayProblem } from './toast.js';

/** @param {string} text @param {string} said */
export async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    say(said);
  } catch (error) {
    sayProblem(error);
  }
}
