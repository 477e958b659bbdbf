// Every reply of every test is held to what the OpenAPI document promises.
// SPDX-License-Identifier: MIT
import { appendFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { document, operations } from './document.js';

/**
 * Holds the reply to the request {method, path, body, raw} to the document: throws when it is not as that
 * promises. What was seen is noted where ORDERD_TEST_REPLIES says, for tests/api/seen.js.
 */
export function hold(asked, reply) {
  const { method, path } = asked;
  const faults = faultsOf(asked, reply);
  note({ operation: operationOf(asked)?.name, status: reply.status, headers: Object.keys(reply.headers), faults });
  if (faults.length)
    throw new Error(`${method} ${path} ${reply.status}: ${faults.join('; ')} in ${reply.text.slice(0, 2000)}`);
  return reply;
}

function note(line) {
  const log = process.env.ORDERD_TEST_REPLIES;
  if (log) appendFileSync(log, `${JSON.stringify(line)}\n`);
}

/** The paths that nginx takes for the API's without its prefix (canonical.conf). */
const SHORT = /^\/((auth|customers|orders|products|health|\.well-known)(\/|$)|(register|login|me|validate)$)/;

/** By whatever prefix or short path it is asked; HEAD is a GET. */
function operationOf({ method, path: asked }) {
  const bare = asked.replace(/[?#].*/s, '').replace(/^\/api(\/v1)?(?=\/)/, '');
  if (!asked.startsWith('/api/') && !SHORT.test(bare)) return undefined;
  const path = bare.replace(/^\/(register|login|me|validate)$/, '/auth/$1');
  const pattern = operations.find((operation) => operation.matches(path))?.path;
  return operations.find((o) => o.path === pattern && o.method === (method === 'HEAD' ? 'GET' : method));
}

const resolved = (part) =>
  part.$ref ? part.$ref.slice(2).split('/').reduce((at, name) => at[name], document) : part;

/** What nobody documented (files, other methods, what is no HTTP) is refused as everything is. */
const REFUSAL = {
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** In what the reply is other than the document says, and the request if it was taken; in words. */
export function faultsOf(asked, reply) {
  const operation = operationOf(asked);
  const response = operation?.responses[reply.status];
  if (!operation || (asked.raw && !response)) return reply.status < 400 ? [] : bodyFaults(REFUSAL, asked, reply);
  if (!response) return ['the status is not documented'];
  const faults = [...bodyFaults(resolved(response), asked, reply), ...headerFaults(resolved(response), reply)];
  return reply.status < 300 ? [...faults, ...requestFaults(operation, asked)] : faults;
}

function bodyFaults({ content }, { method }, reply) {
  if (!content) return reply.text === '' ? [] : ['a body where none is documented'];
  const type = reply.headers['content-type']?.split(';')[0];
  if (!content[type]) return [`the type ${type} is not documented`];
  if (method === 'HEAD') return reply.text === '' ? [] : ['a body in answer to HEAD'];
  const { schema, examples } = content[type];
  const faults = misfits(schema, type.endsWith('json') ? reply.body : reply.text);
  const code = reply.body?.code; // a refusal has an example for each
  return examples && !examples[code] ? [...faults, `the code ${code} is not documented`] : faults;
}

/** Headers of HTTP, browsers and nginx, which are no matter of one operation. */
const EVERYWHERE = [
  /^(allow|cache-control|connection|content-(encoding|length|type)|date|keep-alive|server|set-cookie|transfer-encoding|vary)$/,
  /^(access-control-.*|content-security-policy|cross-origin-.*|permissions-policy|referrer-policy)$/,
  /^(strict-transport-security|x-content-type-options|x-frame-options)$/,
];

function headerFaults({ headers = {} }, reply) {
  const named = new Map(Object.entries(headers).map(([name, header]) => [name.toLowerCase(), resolved(header)]));
  const faults = [...named].flatMap(([name, { required, schema }]) => {
    const value = reply.headers[name];
    if (value === undefined) return required ? [`${name} is missing`] : [];
    return misfits(schema, value, judgeOfText).map((why) => `${name}${why}`);
  });
  const others = Object.keys(reply.headers).filter((name) => !named.has(name));
  const strangers = others.filter((name) => !EVERYWHERE.some((known) => known.test(name)));
  return [...faults, ...strangers.map((name) => `the header ${name} is not documented`)];
}

function requestFaults({ requestBody, parameters = [] }, { path, body }) {
  const query = parameters.map(resolved).filter((parameter) => parameter.in === 'query');
  const properties = Object.fromEntries(query.map(({ name, schema }) => [name, schema]));
  const asked = Object.fromEntries(new URL(path, 'https://localhost').searchParams);
  const faults = misfits({ type: 'object', properties }, asked, judgeOfText);
  const taken = requestBody?.content['application/json'];
  if (taken && body !== undefined)
    faults.push(...misfits(taken.schema, isBytes(body) ? JSON.parse(body) : body));
  return faults.map((why) => `taken, but not documented: ${why}`);
}

const isBytes = (body) => typeof body === 'string' || Buffer.isBuffer(body);

// ---- schemas ----

const options = { strict: false, allErrors: true, verbose: true };
const idn = { 'idn-email': /^[^@\s]+@[^@\s]+$/u };
const judge = addFormats(new Ajv({ ...options, formats: idn }));
const judgeOfText = addFormats(new Ajv({ ...options, formats: idn, coerceTypes: true }));
for (const ajv of [judge, judgeOfText]) ajv.addSchema(closed(document), 'document');

/** An object has no members but those it is documented with. */
function closed(part) {
  if (Array.isArray(part)) return part.map(closed);
  if (part === null || typeof part !== 'object') return part;
  const all = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, closed(value)]));
  return part.type === 'object' && part.properties ? { additionalProperties: false, ...all } : all;
}

const compiled = new Map([[judge, new Map()], [judgeOfText, new Map()]]);

function validator(schema, ajv) {
  const text = JSON.stringify(closed(schema)).replaceAll('"$ref":"#/', '"$ref":"document#/');
  const known = compiled.get(ajv);
  if (!known.has(text)) known.set(text, ajv.compile(JSON.parse(text)));
  return known.get(text);
}

/** orderd takes the words of a list in any case. */
const isWord = ({ keyword, schema, data }) =>
  keyword === 'enum' && typeof data === 'string' && schema.includes(data.toLowerCase());

/** How the value does not fit the schema. */
function misfits(schema, value, ajv = judge) {
  const validate = validator(schema, ajv);
  validate(value);
  return (validate.errors ?? [])
    .filter((error) => !isWord(error))
    .map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
}
