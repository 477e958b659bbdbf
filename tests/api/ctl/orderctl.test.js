// The operator's command on a running installation.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertStatus } from '../support/check.js';
import { count, row } from '../support/database.js';
import { anyone } from '../support/http.js';
import { orderctl, orderctlWith } from '../support/instance.js';
import { PASSWORD, registered, signIn, someDepartment, someEmail } from '../support/people.js';

const add = (password, ...args) =>
  orderctlWith(`${password}\n`, 'user', 'add', '--password-stdin', ...args);

test('user add makes users of every role, who can sign in', async () => {
  for (const role of ['customer', 'staff', 'manager', 'admin']) {
    const email = someEmail();
    await add(PASSWORD, '--email', email, '--role', role, '--first-name', 'Ada');
    const { user } = await signIn(email);
    assert.deepEqual([user.role, user.first_name], [role, 'Ada']);
  }
});

test('user add puts a user into a department that is there', async () => {
  const department = await someDepartment();
  const email = someEmail();
  await add(PASSWORD, '--email', email, '--role', 'staff', '--department', department.name);
  assert.equal((await signIn(email)).user.department_id, department.id);
  await assert.rejects(
    add(PASSWORD, '--email', someEmail(), '--role', 'staff', '--department', 'No such department'),
  );
});

test('user add refuses what the API refuses, in one line, and makes nobody', async () => {
  const { email: taken } = await registered();
  const email = someEmail();
  const wrong = [
    [PASSWORD, '--email', taken, '--role', 'admin'],
    [PASSWORD, '--email', email, '--role', 'king'],
    [PASSWORD, '--email', 'nobody', '--role', 'admin'],
    ['short', '--email', email, '--role', 'admin'],
    ['12345678', '--email', email, '--role', 'admin'],
    ['7-orderd-7-x', '--email', email, '--role', 'admin'],
    ['7-Dolly-7-x', '--email', email, '--role', 'admin', '--first-name', 'Dolly'],
    [PASSWORD, '--email', email],
    [PASSWORD, '--email', email, '--role', 'admin', '--colour', 'red'],
  ];
  for (const [password, ...args] of wrong) {
    await assert.rejects(add(password, ...args), (error) => {
      assert.ok([1, 2].includes(error.code), `${args}: ${error}`);
      assert.match(error.stderr, /^orderctl: .+/);
      assert.ok(!error.stderr.includes(password) || password === 'short');
      return true;
    });
  }
  assert.equal(await count('users WHERE email = $1', email), 0);
});

test('a user that the operator makes is in the audit log', async () => {
  const email = someEmail();
  await add(PASSWORD, '--email', email, '--role', 'admin');
  const { id } = await row('SELECT id FROM users WHERE email = $1', email);
  assert.equal(await count("audit_log WHERE event = 'user.created' AND subject_id = $1", id), 1);
});

test('doctor finds nothing wrong', async () => {
  for (const [what, option] of [['stock', '--fix'], ['money', '--repair']]) // of what other files broke by hand
    await orderctl(what, 'reconcile', option).catch(() => {});
  const { stdout } = await orderctl('doctor').catch((error) => error);
  const lines = stdout.trim().split('\n');
  assert.ok(lines.length >= 8);
  assert.deepEqual(
    lines.filter((line) => !line.startsWith('ok ')),
    [],
  );
});

test('openapi prints the document that is served', async () => {
  const { stdout } = await orderctl('openapi');
  const served = assertStatus(await anyone.get('/openapi.json'), 200);
  assert.deepEqual(JSON.parse(stdout), served.body);
});

test('the demonstration can be loaded again without harm', async () => {
  const before = await row(
    'SELECT (SELECT count(*) FROM products) AS products, (SELECT count(*) FROM users) AS users',
  );
  await orderctl('demo');
  assert.deepEqual(
    await row(
      'SELECT (SELECT count(*) FROM products) AS products, (SELECT count(*) FROM users) AS users',
    ),
    before,
  );
});

test('the demonstration has its four users, and staff their department', async () => {
  await orderctl('demo');
  for (const role of ['admin', 'manager', 'staff', 'customer'])
    assert.equal((await signIn(`${role}@example.com`, 'orderd-demo')).user.role, role);
  const department = await row(
    `SELECT d.name, d.approval_threshold, d.monthly_budget
     FROM users u JOIN departments d ON d.id = u.department_id
     WHERE u.email = 'staff@example.com'`,
  );
  assert.deepEqual(department, {
    name: 'Operations',
    approval_threshold: '500.00',
    monthly_budget: '10000.00',
  });
});

test('a command that is none is told so, and how it would be right', async () => {
  for (const args of [[], ['nothing'], ['user'], ['user', 'unlock'], ['keys', 'turn']]) {
    const { code, stderr } = await orderctl(...args).catch((error) => error);
    assert.equal(code, 2, `${args}`);
    assert.match(stderr, /--help/);
  }
});

test('the application, and so orderctl, cannot change what is written in a ledger', async () => {
  const { changed, removed } = await row(
    `SELECT array_agg(DISTINCT name || '.' || attname) FILTER (WHERE has_column_privilege('orderd_app', attrelid, attnum, 'UPDATE'))
              AS changed,
            bool_or(has_table_privilege('orderd_app', attrelid, 'DELETE')) AS removed
     FROM unnest(ARRAY['stock_movements', 'order_history', 'audit_log']) AS name
     JOIN pg_attribute ON attrelid = ('orderd.' || name)::regclass AND attnum > 0 AND NOT attisdropped`,
  );
  assert.deepEqual(changed, ['order_history.customer_note', 'order_history.note'],
    'which triggers let it empty alone, for who is forgotten');
  assert.equal(removed, false);
});
