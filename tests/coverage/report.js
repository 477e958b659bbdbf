// What ran of src/, as gcov counted it below a folder: lines and branches, and what never did.
// SPDX-License-Identifier: MIT
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const counted = process.argv[2];
const top = process.cwd();

/** By file of src/: {lines, functions}, each a Map; a header is seen by many, and what ran in one ran. */
const files = new Map();
for (const notes of readdirSync(counted, { recursive: true }).filter((name) => name.endsWith('.gcno'))) {
  const gcov = ['--json-format', '--stdout', '--branch-probabilities', join(counted, notes)];
  const report = JSON.parse(execFileSync('gcov', gcov, { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 }));
  for (const file of report.files) add(relative(top, resolve(report.current_working_directory, file.file)), file);
}

function add(name, { lines, functions }) {
  if (!name.startsWith('src/')) return;
  if (!files.has(name)) files.set(name, { lines: new Map(), functions: new Map() });
  const known = files.get(name);
  for (const { line_number: at, count, branches } of lines) {
    const line = known.lines.get(at) ?? { count: 0, branches: branches.map(() => 0) };
    line.count += count;
    branches.forEach((branch, i) => (line.branches[i] = (line.branches[i] ?? 0) + branch.count));
    known.lines.set(at, line);
  }
  for (const { demangled_name: called, execution_count: count, start_line: from, end_line: to } of functions) {
    const before = known.functions.get(called)?.count ?? 0;
    known.functions.set(called, { count: before + count, from, to });
  }
}

// ---- figures ----

const sum = (list, of) => list.reduce((total, one) => total + of(one), 0);
const share = (some, all) => `${all ? ((100 * some) / all).toFixed(1) : '-'}% of ${all}`.padStart(16);

function figures(of) {
  const lines = of.flatMap((name) => [...files.get(name).lines.values()]);
  const branches = lines.flatMap((line) => line.branches);
  return share(sum(lines, (line) => line.count > 0), lines.length) + share(sum(branches, (n) => n > 0), branches.length);
}

const names = [...files.keys()].sort();
console.log(`${''.padEnd(24)}${'lines'.padStart(16)}${'branches'.padStart(16)}`);
for (const folder of [...new Set(names.map(dirname))].sort())
  console.log(folder.padEnd(24) + figures(names.filter((name) => dirname(name) === folder)));
console.log('src, all of it'.padEnd(24) + figures(names));

// ---- what never ran ----

const uncalled = (name) => [...files.get(name).functions].filter(([, { count }]) => count === 0);

console.log('\nNever called:');
for (const name of names) {
  const called = uncalled(name).map(([called]) => called);
  if (called.length) console.log(`  ${name}: ${called.join(', ')}`);
}

/** [1, 2, 3, 7] is "1-3 7"; lines without code between two do not end a range. */
function ranges(name, lines) {
  const coded = [...files.get(name).lines.keys()].sort((a, b) => a - b);
  const found = [];
  for (const line of lines) {
    const before = coded[coded.indexOf(line) - 1];
    if (found.length && found.at(-1).to === before) found.at(-1).to = line;
    else found.push({ from: line, to: line });
  }
  return found.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(' ');
}

console.log('\nLines of other functions that never ran:');
for (const name of names) {
  const within = uncalled(name).map(([, range]) => range);
  const lines = [...files.get(name).lines]
    .filter(([at, { count }]) => count === 0 && !within.some(({ from, to }) => from <= at && at <= to))
    .map(([at]) => at)
    .sort((a, b) => a - b);
  if (lines.length) console.log(`  ${name}: ${ranges(name, lines)}`);
}
