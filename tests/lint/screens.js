// Each route of the API is used by a screen of the least role that may call it, or says why not (programs.js).
// Found by reading the modules: which calls they make, and which pages they belong to.
// SPDX-License-Identifier: MIT
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { UNUSED, FROM_ROLE } from './programs.js';

const TOP = new URL('../../', import.meta.url).pathname;
const HTML = join(TOP, 'nginx/html');
const ROLES = ['anyone', 'customer', 'staff', 'manager', 'admin'];
const rank = (role) => ROLES.indexOf(role);

// ---------------------------------------------------------------- The document's operations

const document = JSON.parse(await readFile(join(TOP, 'var/build/openapi.json'), 'utf8'));
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => method !== 'parameters')
    .map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path, least: operation['x-least-role'] })));

/** `/orders/{}/history` is `/orders/{id}/history`; a literal of the document comes before a parameter. */
function operationOf(method, path) {
  const parts = path.split('/');
  const fits = (known) => known.length === parts.length && known.every((part, i) => part === parts[i] || (part.startsWith('{') && parts[i] !== ''));
  const found = operations.filter((one) => one.method === method && fits(one.path.split('/')));
  return found.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
}

// ---------------------------------------------------------------- What a module calls

/** Functions that ask the API: where their path stands, and with what. `path`: in the object that they take. */
const CALLS = {
  download: { path: 0, methods: ['GET'] },
  exporter: { path: 'path', methods: ['GET', 'POST'] },
  fileButton: { path: 0, methods: ['GET'] },
  form: { path: 'path', methods: ['GET', 'PATCH'] },
  formDialog: { path: 'path', methods: ['GET', 'PATCH'] },
  get: { path: 0, methods: ['GET'] },
  importPage: { path: 'path', methods: ['POST'] },
  listPage: { path: 'path', methods: ['GET'] },
  openList: { path: 'path', methods: ['GET'] },
  post: { path: 0, methods: ['POST'] },
  readEvents: { path: 0, methods: ['GET'] },
  recordPage: { path: 'form.path', methods: ['GET', 'PATCH'] },
  remove: { path: 0, methods: ['DELETE'] },
  removeRow: { path: 1, methods: ['DELETE'] },
  send: { method: 0, path: 1 },
};

function member(object, names) {
  let at = object;
  for (const name of names.split('.')) {
    const property = at && ts.isObjectLiteralExpression(at) ? at.properties.find((p) => p.name?.getText() === name) : null;
    at = property && (ts.isShorthandPropertyAssignment(property) ? property.name : property.initializer);
  }
  return at;
}

/** The texts that an expression may be, by what the module gives names to; what is not known of them is {}. */
function texts(node, known) {
  if (!node) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap((one) => texts(one, known));
  if (ts.isParenthesizedExpression(node)) return texts(node.expression, known);
  if (ts.isArrowFunction(node)) return texts(node.body, known);
  if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) return named(ts.isIdentifier(node) ? node.text : `.${node.name.text}`, known);
  if (ts.isCallExpression(node)) return texts(node.expression, bound(node, known));
  if (!ts.isTemplateExpression(node)) return [];
  return node.templateSpans.reduce(
    (begun, { expression, literal }) => {
      const values = texts(expression, known);
      return begun.flatMap((text) => (values.length ? values : ['{}']).map((value) => text + value + literal.text));
    },
    [node.head.text],
  );
}

/** Nothing is looked for within itself. */
function named(name, known) {
  const rest = new Map(known);
  rest.delete(name);
  return (known.get(name) ?? []).flatMap((value) => texts(value, rest));
}

/** What a function of the module is called with. */
function bound({ expression, arguments: given }, known) {
  const [called] = known.get(expression.getText()) ?? [];
  if (!called || !ts.isArrowFunction(called)) return known;
  return new Map([...known, ...called.parameters.map(({ name }, i) => [name.getText(), given[i] ? [given[i]] : []])]);
}

/** What a module gives names to: its constants, and `.path` for every member `path`. */
function namesOf(source) {
  const known = new Map();
  const add = (name, value) => known.set(name, [...(known.get(name) ?? []), value]);
  const learn = (node) => {
    if (ts.isVariableDeclaration(node) && node.initializer) add(node.name.getText(), node.initializer);
    if (ts.isPropertyAssignment(node)) add(`.${node.name.getText()}`, node.initializer);
    ts.forEachChild(node, learn);
  };
  learn(source);
  return known;
}

const step = (path) => (path.startsWith('/') ? path : `/orders/{}${path && `/${path}`}`);

function callsOf(source) {
  const known = namesOf(source);
  const calls = [];
  const add = (methods, paths) => {
    for (const path of paths) for (const method of methods) calls.push({ method, path: path.split('?')[0] });
  };
  const asked = ({ path, method, methods = [] }, given) => {
    const said = method === undefined ? texts(member(given[0], 'method'), known) : texts(given[method], known);
    add(said.length ? said : methods, texts(typeof path === 'string' ? member(given[0], path) : given[path], known));
  };
  /** components/order-moves.js: what can be done with an order, and what is dry run for it. */
  const move = (facts) => {
    const methods = texts(member(facts, 'method'), known);
    add(methods.length ? methods : ['POST'], texts(member(facts, 'path'), known).map(step));
  };
  /** lib/order-actions.js: the same of customers, `send: ['POST', 'cancel']`. */
  const sent = ([method, path]) => add(texts(method, known), texts(path, known).map(step));
  const look = (node) => {
    if (ts.isCallExpression(node) && CALLS[node.expression.getText()]) asked(CALLS[node.expression.getText()], node.arguments);
    if (ts.isVariableDeclaration(node) && node.name.getText() === 'MOVES' && ts.isObjectLiteralExpression(node.initializer))
      node.initializer.properties.forEach((one) => move(one.initializer));
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'send' && ts.isArrayLiteralExpression(node.initializer)) sent(node.initializer.elements);
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'one') add(['GET'], texts(node.initializer, known));
    ts.forEachChild(node, look);
  };
  look(source);
  return calls;
}

// ---------------------------------------------------------------- Whose modules they are

const modules = new Map();
for (const name of await readdir(HTML, { recursive: true })) {
  if (!name.endsWith('.js') || /^(text|vendor)\//.test(name)) continue;
  const source = ts.createSourceFile(name, await readFile(join(HTML, name), 'utf8'), ts.ScriptTarget.Latest, true);
  const specifiers = [...source.text.matchAll(/(?:from |^import |import\()'(\.[\w/.-]+)'/gm)].map(([, to]) => to);
  const imports = name === 'routes.js' ? [] : specifiers.map((to) => join(dirname(name), to));
  modules.set(name, { source, imports, role: null });
}

/** A module and all that it imports are of this role, unless somebody less loads them, too. */
function belongs(name, role) {
  const module = modules.get(name);
  if (!module || (module.role !== null && rank(module.role) <= rank(role))) return;
  module.role = role;
  for (const one of module.imports) belongs(one, role);
}

const { text: table } = modules.get('routes.js').source;
belongs('app.js', 'anyone');
for (const [, role = 'anyone', page] of table.matchAll(/(?:role: '(\w+)',.*)?import\('\.\/([\w/.-]+)'\)/g)) belongs(page, role);

// ---------------------------------------------------------------- Held together

/** operation → the least role whose screens use it */
const used = new Map();
for (const { source, role } of modules.values()) {
  if (role === null) continue;
  for (const { method, path } of callsOf(source)) {
    const operation = operationOf(method, path);
    if (operation && !(rank(used.get(operation.name)) >= 0 && rank(used.get(operation.name)) <= rank(role))) used.set(operation.name, role);
  }
}

const wrong = [];
for (const { name, least } of operations) {
  const from = used.get(name);
  if (!from && !UNUSED[name]) wrong.push(`${name}: no screen uses it, and tests/lint/programs.js does not say why`);
  if (from && UNUSED[name]) wrong.push(`${name}: a screen uses it, and tests/lint/programs.js says that none does`);
  const late = from && rank(from) > rank(least) ? from : undefined;
  if (late !== FROM_ROLE[name]?.[0]) wrong.push(`${name}: for ${least}, used by screens from ${from} on, and tests/lint/programs.js says ${FROM_ROLE[name]?.[0] ?? 'nothing'}`);
}
for (const name of [...Object.keys(UNUSED), ...Object.keys(FROM_ROLE)])
  if (!operations.some((one) => one.name === name)) wrong.push(`${name} is in tests/lint/programs.js, and is no route`);

for (const line of wrong) console.log(line);
console.log(`${used.size} of ${operations.length} routes are used by screens`);
process.exit(wrong.length ? 1 : 0);
