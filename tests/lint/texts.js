// The catalogues of texts: alike in all languages, and neither more nor less in them than is used.
// SPDX-License-Identifier: MIT
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = new URL('../../nginx/html/', import.meta.url).pathname;
const wrong = [];

async function scripts(folder) {
  const entries = await readdir(join(ROOT, folder), { recursive: true });
  return entries.filter((name) => name.endsWith('.js')).map((name) => join(folder, name));
}

/** language → area → catalogue */
async function catalogues() {
  const all = {};
  for (const path of await scripts('text')) {
    const [, language, area] = /^text\/(\w+)\/([\w-]+)\.js$/.exec(path);
    const source = await readFile(join(ROOT, path), 'utf8');
    (all[language] ??= {})[area] = (await import(`data:text/javascript,${encodeURIComponent(source)}`)).default;
  }
  return all;
}

const forms = (text) => (typeof text === 'string' ? [text] : Object.values(text));
const placeholders = (text) =>
  [...new Set(forms(text).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort().join(' ');

/** A text's forms are the categories of its language, all of them. */
function checkForms(where, language, text) {
  if (typeof text === 'string') return;
  const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort().join(' ');
  const found = Object.keys(text).sort().join(' ');
  if (found !== wanted) wrong.push(`${where} has the forms ${found}, not ${wanted}`);
}

function compare(all) {
  const { en, ...others } = all;
  for (const [language, areas] of Object.entries(all))
    for (const [area, texts] of Object.entries(areas))
      for (const [key, text] of Object.entries(texts)) checkForms(`${language}/${area}: ${key}`, language, text);
  for (const [language, areas] of Object.entries(others)) {
    for (const area of new Set([...Object.keys(en), ...Object.keys(areas)])) {
      const [ours, theirs] = [en[area] ?? {}, areas[area] ?? {}];
      for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
        const where = `${area}: ${key}`;
        if (!(key in ours) || !(key in theirs)) wrong.push(`${where} is not in ${key in ours ? language : 'en'}`);
        else if (placeholders(ours[key]) !== placeholders(theirs[key]))
          wrong.push(`${where} has ${placeholders(ours[key])} in en, ${placeholders(theirs[key])} in ${language}`);
      }
    }
  }
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What a module asks its catalogues for: `asks` by area, and all that it says literally. */
function usesOf(path, source) {
  const uses = { path, areas: [], asks: [], literals: new Set(), patterns: [] };
  for (const [, , text] of source.matchAll(/(['"])((?:[\w-]+\.)*[\w-]+)\1/g)) uses.literals.add(text);
  for (const [, name] of source.matchAll(/\{ ?([a-z]\w*)(?=[,:} ])/g)) uses.literals.add(name);
  for (const [, template] of source.matchAll(/`([\w.-]*\$\{[^`]*?\}[\w.-]*)`/g))
    uses.patterns.push(new RegExp(`^${template.split(/\$\{.*?\}/).map(escaped).join('.+')}$`));
  for (const [, name, area] of source.matchAll(/const (\w+) = texts\('([\w-]+)'\)/g)) {
    uses.areas.push(area);
    for (const [, key] of source.matchAll(new RegExp(`\\b${name}(?:\\.rich)?\\(\\s*'([^']+)'`, 'g')))
      uses.asks.push([area, key]);
  }
  return uses;
}

/** One that fits everything says nothing. */
const isPattern = ({ source }) => /[a-z]/.test(source);

async function checkUses({ en }) {
  const paths = ['app.js', 'routes.js', ...(await scripts('components')), ...(await scripts('lib')), ...(await scripts('pages'))];
  const all = await Promise.all(paths.map(async (path) => usesOf(path, await readFile(join(ROOT, path), 'utf8'))));
  for (const { path, asks } of all)
    for (const [area, key] of asks) if (!(key in (en[area] ?? {}))) wrong.push(`${path} asks ${area} for ${key}, which it has not`);
  const literals = new Set(all.flatMap((uses) => [...uses.literals]));
  const patterns = all.flatMap((uses) => uses.patterns).filter(isPattern);
  for (const [area, texts] of Object.entries(en)) {
    if (!all.some((uses) => uses.areas.includes(area))) wrong.push(`nobody reads ${area}`);
    for (const key of Object.keys(texts))
      if (!literals.has(key) && !patterns.some((pattern) => pattern.test(key))) wrong.push(`nobody uses ${area}: ${key}`);
  }
}

const all = await catalogues();
compare(all);
await checkUses(all);
for (const line of wrong) console.error(line);
process.exitCode = wrong.length ? 1 : 0;
