// What admins do: people, departments, webhooks, mails, the audit log.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { count, row, rows, value } from '../api/support/database.js';
import { someDepartment, someEmail, someone, unique } from '../api/support/people.js';
import { placed, someProduct } from '../api/support/shop.js';
import { assertAccessible } from './support/accessible.js';
import { inBrowser } from './support/browser.js';
import { button, field, heading, link, place, signIn } from './support/steps.js';
import { eventually, seen } from './support/waiting.js';

let admin;
before(async () => {
  admin = await someone('admin');
});

const said = (page, text) => seen(page.getByRole('status').getByText(text));

inBrowser('a user is made, given a role and a department, and closed', async (page) => {
  const department = await someDepartment();
  await signIn(page, admin, '/admin/users');
  await seen(heading(page, 'Users'));
  await assertAccessible(page);
  await button(page, 'New user').click();
  const email = someEmail();
  await field(page, 'E-mail').fill(email);
  await field(page, 'First name').fill('<b>Ada</b>');
  await field(page, 'Password').fill('short');
  await assertAccessible(page);
  await button(page, 'Create user').click();
  await seen(page.getByText('Must have at least 8 characters.').first());
  assert.equal(await field(page, 'E-mail').inputValue(), email, 'what was typed stands');
  await field(page, 'Password').fill('SecurePass123');
  await button(page, 'Create user').click();
  await seen(heading(page, '<b>Ada</b>'));
  await field(page, 'Role').selectOption('manager');
  await field(page, 'Department').selectOption(department.name);
  await button(page, 'Save').click();
  await said(page, 'Saved.');
  const made = await row('SELECT role, department_id::int, is_active FROM users WHERE email = $1', email);
  assert.deepEqual(made, { role: 'manager', department_id: department.id, is_active: true });
  await page.getByLabel('May sign in').uncheck();
  await button(page, 'Save').click();
  await seen(page.getByText('Inactive'));
  assert.equal(await value('SELECT is_active FROM users WHERE email = $1', email), false);
  await link(page, 'Users').first().click();
  await page.getByRole('searchbox').fill(email);
  await seen(link(page, email));
});

inBrowser('a locked account is opened', async (page) => {
  const person = await someone('customer');
  await rows(`INSERT INTO login_failures (user_id, origin, locked_until) VALUES ($1, 'all', now() + interval '1 hour')`, person.id);
  await signIn(page, admin, `/admin/users/${person.id}`);
  await button(page, 'Unlock').click();
  await said(page, 'The account is open again.');
  assert.equal(await button(page, 'Unlock').count(), 0);
});

inBrowser('a department is made, changed by one of two at once, and deleted', async (page, { another }) => {
  const name = `Works ${unique()}`;
  await signIn(page, admin, '/admin/departments');
  await seen(heading(page, 'Departments'));
  await button(page, 'New department').click();
  await field(page, 'Name').fill(name);
  await field(page, 'Monthly budget').fill('1,234.50');
  await button(page, 'Create department').click();
  await seen(heading(page, name));
  const { id, monthly_budget: budget } = await row('SELECT id, monthly_budget FROM departments WHERE name = $1', name);
  assert.equal(budget, '1234.50');
  await assertAccessible(page);

  const other = await another();
  await signIn(other, admin, `/admin/departments/${id}`);
  await field(other, 'Monthly budget').fill('2000');
  await button(other, 'Save').click();
  await said(other, 'Saved.');
  await field(page, 'Monthly budget').fill('3000');
  await button(page, 'Save').click();
  await seen(page.getByText('Somebody else changed this meanwhile'));
  await seen(page.getByText('2,000.00'));
  await button(page, 'Save what I chose').click();
  await said(page, 'Saved.');
  await button(page, 'Delete').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await seen(heading(page, 'Departments'));
  assert.equal(await count('departments WHERE id = $1', id), 0);
});

inBrowser('a webhook whose reply was lost says that its secret is, too', async (page) => {
  await signIn(page, admin, '/admin/webhooks');
  await button(page, 'New webhook').first().click();
  await field(page, 'Address').fill(`https://${unique()}.example.com`);
  const lose = async (route) => {
    await route.fetch();
    await route.abort();
  };
  await page.route('**/api/v1/webhooks', lose, { times: 1 });
  await button(page, 'Create webhook').click();
  await button(page, 'Try again').click();
  await seen(page.getByText('The reply that had it was lost'));
  await assertAccessible(page);
  assert.equal(await button(page, 'I have kept it').count(), 0);
});

inBrowser('a webhook is made, its secret shown once, tried and deleted', async (page) => {
  await signIn(page, admin, '/admin/webhooks');
  await button(page, 'New webhook').first().click();
  await field(page, 'Address').fill('https://hooks.example.com/orders');
  await button(page, 'Create webhook').click();
  const secret = await page.getByText(/^whsec_/).innerText();
  await assertAccessible(page);
  await button(page, 'I have kept it').click();
  await seen(heading(page, 'hooks.example.com'));
  assert.equal(await page.getByText(secret).count(), 0);
  await button(page, 'Send a test').click();
  await seen(page.getByRole('dialog').getByRole('heading', { name: 'webhook.test' }));
  await page.keyboard.press('Escape');
  await seen(heading(page, 'Deliveries'));
  await seen(link(page, 'webhook.test'));
  await assertAccessible(page);
  await place(page, 'Webhooks').click();
  await page.getByRole('link', { name: 'https://hooks.example.com/orders' }).first().click();
  await button(page, 'Deliver again').click();
  await page.getByLabel('What happened since').fill('2099-01-01T00:00');
  await assertAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Deliver again' }).click();
  await said(page, '0 events are delivered again.');
  await button(page, 'Delete').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await seen(heading(page, 'Webhooks'));
});

inBrowser('what happens elsewhere is heard by all tabs while the webhooks are looked at', async (page) => {
  const asked = [];
  page.context().on('request', (request) => /\/events\/stream$/.test(request.url()) && asked.push(request));
  await signIn(page, admin, '/admin/webhooks');
  await seen(heading(page, 'Webhooks'), page.getByTitle('State of the API, followed live'));
  const other = await page.context().newPage();
  await other.goto('/#/orders?scope=all');
  await seen(heading(other, 'Orders'));
  const order = await placed(await someone(), [[await someProduct(admin), 1]]);
  await seen(other.getByRole('link', { name: order.order_number }));
  assert.equal(asked.length, 1);
});

inBrowser('the settings are changed, and only what changed', async (page) => {
  await signIn(page, admin, '/admin/settings');
  await seen(heading(page, 'Settings'));
  await assertAccessible(page);
  const { settings } = assertStatus(await admin.get('/admin/settings/meaning'), 200).body;
  for (const { name } of settings) await seen(page.locator(`[name="/${name}"]`));
  await seen(page.getByText('As a share of the subtotal: 0.08 is 8 %. In a new shop: 8%.'));
  await button(page, 'Save').click();
  await seen(page.getByText('Nothing has changed.'));
  await field(page, 'Business time zone').fill('Nowhere/Else');
  await button(page, 'Save').click();
  await seen(page.locator('#f-time_zone-error'));
  await field(page, 'Business time zone').fill(await value('SELECT time_zone FROM shop'));
  await field(page, 'Tax on shipping').selectOption('As the goods');
  await button(page, 'Save').click();
  await said(page, 'Saved.');
  assert.equal(await value('SELECT shipping_tax FROM shop'), 'goods');
  await field(page, 'Tax on shipping').selectOption('None');
  await button(page, 'Save').click();
  await eventually(async () => assert.equal(await value('SELECT shipping_tax FROM shop'), 'none'));
});

inBrowser('the audit log is verified; mails, events and the system are looked at', async (page) => {
  await signIn(page, admin, '/admin/audit');
  await seen(heading(page, 'Audit log'));
  await assertAccessible(page);
  await button(page, 'Verify').click();
  await seen(page.getByText('Everything agrees with its seals.'));
  await page.keyboard.press('Escape');
  await page.goto('/#/admin/mails');
  await link(page, 'Kinds of mails').click();
  const kinds = page.getByRole('table', { name: 'Kinds of mails' });
  await seen(kinds.getByRole('row', { name: /^order shipped order\.shipped The customer 3 days/ }));
  await assertAccessible(page);
  await kinds.getByRole('button', { name: 'Preview low stock' }).click();
  await seen(page.getByRole('dialog').locator('pre'));
  await page.keyboard.press('Escape');
  for (const name of ['Mails', 'Events', 'System']) {
    await place(page, name).click();
    await seen(heading(page, name));
    await assertAccessible(page);
  }
  await seen(page.getByRole('table', { name: 'Workers' }).getByText('api'));
});
