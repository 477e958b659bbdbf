// Products by CSV file: through the API and through orderctl, which share what they do.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { parseCsv } from '../support/csv.js';
import { count, row, rows } from '../support/database.js';
import { orderctl } from '../support/instance.js';
import { someone, unique } from '../support/people.js';
import { assertStockAddsUp, placed, someProduct } from '../support/shop.js';

let manager, here;
before(async () => {
  manager = await someone('manager');
  here = await mkdtemp(join(tmpdir(), 'orderd-import-'));
  await chmod(here, 0o755);
});
after(() => rm(here, { recursive: true }));

const importing = (text, query = '', headers = {}) =>
  manager.send('POST', `/products/import${query}`, { body: text, headers: { 'Content-Type': 'text/csv', ...headers } });

const product = async (sku) => assertStatus(await manager.get(`/products/sku/${sku}`), 200).body;

/** What a 422 says, as "line column code". */
function assertRefused(reply, ...expected) {
  const { errors } = assertProblem(reply, 422, 'import_refused');
  assert.deepEqual(errors.map((e) => `${e.line} ${e.column} ${e.code}`), expected);
  for (const e of errors) assert.equal(e.pointer, `/${e.line}/${e.column}`);
  return errors;
}

test('new products are made, known ones changed, and the ledger follows', async () => {
  const [known, fresh] = [await someProduct(manager, { stock: 5 }), `NEW-${unique()}`];
  const reply = await importing(
    'sku,name,description,price,category,stock,low_stock_threshold,weight_kg,is_active\n' +
      `${fresh},Fresh,"a, ""b""",12.5,Imported ${fresh},7,3,1.250,false\n` +
      `${known.sku},Renamed,,3,,9,,,\n`,
  );
  assert.deepEqual(assertStatus(reply, 200).body,
    { lines: 2, created: 1, updated: 1, unchanged: 0, error_count: 0, errors: [], changes: null });
  const made = await product(fresh);
  assert.deepEqual(
    [made.name, made.description, made.price, made.category, made.on_hand, made.low_stock_threshold, made.weight_kg, made.is_active],
    ['Fresh', 'a, "b"', 12.5, `Imported ${fresh}`, 7, 3, 1.25, false]);
  const changed = await product(known.sku);
  assert.deepEqual([changed.name, changed.price, changed.on_hand, changed.version], ['Renamed', 3, 9, known.version + 1]);
  for (const one of [made, changed]) await assertStockAddsUp(one);
  const ledger = await rows('SELECT kind, quantity FROM stock_movements WHERE product_id = $1 ORDER BY id', known.id);
  assert.deepEqual(ledger, [{ kind: 'initial', quantity: 5 }, { kind: 'adjustment', quantity: 4 }]);
  const told = await row(`SELECT actor_id, details FROM audit_log WHERE event = 'products.imported' AND request_id = $1`,
    reply.headers['x-request-id']);
  assert.deepEqual([Number(told.actor_id), told.details], [manager.id, { created: 1, updated: 1 }]);
});

test('tax classes are imported in any case, kept when left out, and come back by the export', async () => {
  const [known, fresh] = [await someProduct(manager, { tax_class: 'books' }), `CLASS-${unique()}`];
  const classes = async () => [(await product(known.sku)).tax_class, (await product(fresh)).tax_class];
  const text = `sku,name,price,tax_class\n${known.sku},,,Reduced\n${fresh},Fresh,1,\n`;
  const would = assertStatus(await importing(text, '?dry_run=true'), 200).body.changes[0];
  assert.deepEqual(would.cells, [{ column: 'tax_class', old: 'books', new: 'Reduced' }]);
  assertStatus(await importing(text), 200);
  assert.deepEqual(await classes(), ['reduced', 'standard']);
  assertStatus(await importing(`sku,stock\n${known.sku},1\n`), 200);
  assert.deepEqual(await classes(), ['reduced', 'standard']);
  const told = assertStatus(await manager.get(`/reports/export/inventory?search=${known.sku}`), 200).text;
  const [{ sku, tax_class }] = parseCsv(told);
  assert.equal(assertStatus(await importing(`sku,tax_class\n${sku},${tax_class}\n`), 200).body.unchanged, 1);
  assertRefused(await importing(`sku,tax_class\n${sku},two words\n`), '2 tax_class invalid_format');
  assertProblem(await manager.patch(`/products/${known.id}`, { tax_class: 'two words' }), 422, 'invalid_fields');
});

test('the other path to the products imports them, too', async () => {
  const sku = `NEW-${unique()}`;
  const reply = await manager.send('POST', '/inventory/products/import', {
    body: `sku,name,price\n${sku},Fresh,1\n`, headers: { 'Content-Type': 'text/csv' },
  });
  assert.equal(assertStatus(reply, 200).body.created, 1);
  assert.equal((await product(sku)).name, 'Fresh');
});

test('the same file again changes nothing', async () => {
  const sku = `SAME-${unique()}`;
  const text = `sku,name,price,stock,category\n${sku},Same,1.10,4,Tools\n`;
  assert.equal(assertStatus(await importing(text), 200).body.created, 1);
  const before = await product(sku);
  const { body } = assertStatus(await importing(text), 200);
  assert.deepEqual([body.created, body.updated, body.unchanged], [0, 0, 1]);
  assert.deepEqual(await product(sku), before);
});

test('what a column leaves empty, or a file leaves out, stays as it is', async () => {
  const known = await someProduct(manager, { stock: 5, category: 'Tools', weight_kg: '2', description: 'kept' });
  assertStatus(await importing(`sku,stock,name\n${known.sku},6,\n`), 200);
  const { version, updated_at, on_hand, available, ...rest } = await product(known.sku);
  const { version: v, updated_at: u, on_hand: o, available: a, ...before } = known;
  assert.deepEqual(rest, before);
  assert.equal(on_hand, 6);
});

test("the seeds' names of columns, CRLF, a byte order mark, and lines within quotes", async () => {
  const sku = `SEED-${unique()}`;
  assertStatus(await importing(
    `\uFEFFname,sku,stock_quantity,min_stock,price,description\r\nÄpfel,${sku},3,1,2.00,"one\r\ntwo"\r\n\r\n`), 200);
  const made = await product(sku);
  assert.deepEqual([made.name, made.on_hand, made.low_stock_threshold, made.description], ['Äpfel', 3, 1, 'one\ntwo']);
});

test('every bad line is told with its line and column, and nothing is imported', async () => {
  const sku = () => `BAD-${unique()}`;
  const [first, second] = [sku(), sku()];
  const held = await someProduct(manager, { stock: 9 });
  await placed(await someone(), [[held, 4]]);
  const products = await count('products');
  assertRefused(
    await importing(
      'sku,name,price,stock,is_active\n' + // 1
        `${first},Fine,1.00,1,true\n` +
        `${second},Cheap,-1,2,true\n` + // 3: price
        `,Nameless,1,2,true\n` + // 4: sku
        `"${sku()}","two\nlines",1.005,many,perhaps\n` + // 5 and 6: all of it
        `${sku()},Short,1\n` + // 7: three fields
        `${sku()},"Open" quote,1,1,true\n` + // 8
        `${first},Again,1.00,1,true\n` + // 9: duplicate
        `${sku()},,,1,true\n` + // 10: new, without name and price
        `${held.sku},,,3,false\n`, // 11: four are promised
    ),
    '3 price too_small', '4 sku required', '5 name invalid_format', '5 price invalid_format', '5 stock invalid_format',
    '5 is_active invalid_format',     '7  malformed_line', '8  malformed_line', '9 sku duplicate', '10 name required', '10 price required',
    '11 is_active product_reserved', '11 stock stock_below_reserved',
  );
  assert.equal(await count('products'), products);
  assert.equal(await count('import_rows'), 0);
});

test('?partial=true imports the good lines and tells of the others', async () => {
  const [good, bad] = [`GOOD-${unique()}`, `BAD-${unique()}`];
  const reply = await importing(`sku,name,price\n${good},Good,1\n${bad},Bad,x\n${good},Twice,2\n`, '?partial=true');
  const { body } = assertStatus(reply, 200);
  assertMembers(body, ['lines', 'created', 'updated', 'unchanged', 'error_count', 'errors', 'changes']);
  assert.deepEqual([body.lines, body.created, body.error_count], [3, 1, 2]);
  assert.deepEqual(body.errors.map((e) => [e.line, e.column, e.code]), [[3, 'price', 'invalid_format'], [4, 'sku', 'duplicate']]);
  assert.equal((await product(good)).name, 'Good');
  assertProblem(await manager.get(`/products/sku/${bad}`), 404);
  assert.equal(await count('import_rows'), 0);
});

test('more than a thousand errors are counted, the first thousand listed', async () => {
  const mark = unique();
  const lines = Array.from({ length: 1200 }, (_, i) => `${mark}-${i},Name,${i % 2 ? 'x' : ''}\n`).join('');
  const problem = assertProblem(await importing(`sku,name,price\n${lines}`), 422, 'import_refused');
  assert.equal(problem.errors.length, 1000);
  assert.match(problem.detail, /\b1200 errors\b.*\b1,000\b/);
});

test('a file is refused for what its first line is', async () => {
  for (const [text, ...expected] of [
    ['sku,colour,name\nA,red,B\n', '1 colour unknown_column'],
    ['name,price\nA,1\n', '1 sku required'],
    ['sku,stock,stock_quantity\nA,1,2\n', '1 stock_quantity exactly_one'],
    ['sku,na"me\n', '1  malformed_line'],
    ['\n', '1 sku required'],
    ['id;sku\n1;A\n', '1 id unknown_column'],
  ])
    assertRefused(await importing(text), ...expected);
});

test('a first line alone imports nothing, and that is fine', async () => {
  const { body } = assertStatus(await importing('sku,name,price\n'), 200);
  assert.deepEqual([body.lines, body.created, body.updated, body.unchanged], [0, 0, 0, 0]);
});

test('what is no CSV is refused', async () => {
  for (const type of ['application/json', 'text/csvx', 'multipart/form-data; boundary=x', null])
    assertProblem(await importing('sku\n', '', { 'Content-Type': type }), 415, 'unsupported_media_type');
  assertStatus(await importing('sku\n', '', { 'Content-Type': 'Text/CSV; charset=utf-8' }), 200);
  assertRefused(await importing(Buffer.from([0xff, 0x0a])), '1  malformed_line');
  assertRefused(await importing('sku,name,price\nA,\0,1\n'), '2  malformed_line');
  assertProblem(await importing('sku\n', '?dry=true'), 400, 'bad_query');
  assertProblem(await importing('sku\n', '?partial=yes'), 400, 'bad_query');
});

test('a file may be larger than any other body, up to 64 MiB', async () => {
  const mark = unique();
  const line = (i) => `${mark}-${i},Long,1,"${'x'.repeat(1000)}"\n`;
  const text = 'sku,name,price,description\n' + Array.from({ length: 3000 }, (_, i) => line(i)).join('');
  assert.ok(text.length > 3e6);
  assert.equal(assertStatus(await importing(text), 200).body.created, 3000);
  await rows('DELETE FROM products WHERE sku LIKE $1', `${mark}-%`);
  const reply = await importing('sku\n', '', { 'Content-Length': String((64 << 20) + 1), Connection: 'close' });
  assertProblem(reply, 413, 'body_too_large');
});

test('orders and imports of the same products do not stand in each other\'s way', async () => {
  const products = await Promise.all(Array.from({ length: 5 }, () => someProduct(manager, { stock: 1000 })));
  const customer = await someone();
  const text = `sku,description\n${products.map((p) => `${p.sku},DESC\n`).reverse().join('')}`;
  const replies = await Promise.all(Array.from({ length: 24 }, (_, i) =>
    i % 4 === 0 ? importing(text.replaceAll('DESC', `round ${i}`)) : placed(customer, products.map((p) => [p, 1]))));
  for (const reply of replies.filter((_, i) => i % 4 === 0)) assertStatus(reply, 200);
  for (const one of products) assert.equal((await assertStockAddsUp(one)).reserved, 18);
});

// ---- orderctl ----

async function file(text) {
  const path = join(here, `${unique()}.csv`);
  await writeFile(path, text, { mode: 0o644 });
  return path;
}

test('orderctl import products does the same', async () => {
  const sku = `CTL-${unique()}`;
  const path = await file(`sku,name,price,stock\n${sku},By file,2.50,8\n`);
  const { stdout, stderr } = await orderctl('import', 'products', path);
  assert.deepEqual([stdout, stderr], ['1 lines: 1 created, 0 updated, 0 unchanged\n', '']);
  const made = await product(sku);
  assert.deepEqual([made.name, made.price, made.on_hand], ['By file', 2.5, 8]);
  await assertStockAddsUp(made);
});

test('orderctl names the bad lines and fails', async () => {
  const good = `CTL-${unique()}`;
  const path = await file(`sku,name,price\n${good},Good,1\nX,Bad,1.234\n`);
  await assert.rejects(orderctl('import', 'products', path), (failed) => {
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, new RegExp(`^${path}:3: price must be .*two places \\(read: "1\\.234"\\)\n`));
    assert.match(failed.stderr, /nothing was imported: 1 errors\n$/);
    return true;
  });
  assert.equal(await count('products WHERE sku = $1', good), 0);
  await assert.rejects(orderctl('import', 'products', '--partial', path), (failed) => {
    assert.equal(failed.stdout, '2 lines: 1 created, 0 updated, 0 unchanged, 1 errors\n');
    return failed.code === 1;
  });
  assert.equal(await count('products WHERE sku = $1', good), 1);
  await assert.rejects(orderctl('import', 'products', `${path}.none`), /No such file/);
});

test('who watches sees a bar', async () => {
  const path = await file(`sku,name,price\nCTL-${unique()},Good,1\n`);
  const command = `${process.env.ORDERD_TEST_CTL} import products ${path}`;
  const { stdout } = await promisify(execFile)('script', ['-qec', command, '/dev/null']);
  assert.match(stdout, /\r\[#{40}\] 100 %/);
});
