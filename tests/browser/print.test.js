// On paper: a list of what to fetch and a slip for each parcel, from the table of orders and from the desk.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { BarcodeFormat, BinaryBitmap, GlobalHistogramBinarizer, MultiFormatReader, RGBLuminanceSource } from '@zxing/library';
import { assertStatus } from '../api/support/check.js';
import { someone } from '../api/support/people.js';
import { placed, someProduct } from '../api/support/shop.js';
import { assertAccessible } from './support/accessible.js';
import { inBrowser } from './support/browser.js';
import { button, heading, link, signIn } from './support/steps.js';
import { eventually, gone, seen } from './support/waiting.js';

let manager;
before(async () => {
  manager = await someone('manager');
});

/** Orders of one buyer: 3 of one; 2 of one and 1 of other; 4 of other, of which 1 left. */
async function threeOrders() {
  const buyer = await someone('customer', { name: 'Clark Kent' });
  const [one, other] = [await someProduct(manager, { price: '12.34' }), await someProduct(manager, { price: '56.78' })];
  const orders = [await placed(buyer, [[one, 3]]), await placed(buyer, [[one, 2], [other, 1]]), await placed(buyer, [[other, 4]])];
  for (const { id } of orders) assertStatus(await manager.post(`/orders/${id}/confirm`, {}), 200);
  const part = { items: [{ product_id: other.id, quantity: 1 }], carrier: 'Pony Express', tracking_number: 'PX-7' };
  assertStatus(await manager.post(`/orders/${orders[2].id}/shipments`, part), 201);
  return { buyer, one, other, orders };
}

const sheet = (page, { order_number: number }) => page.getByRole('region', { name: `Packing slip of ${number}` });
/** A sheet's rows: SKU, and the figures after the name. */
const rowsOf = async (part) => {
  const rows = await part.getByRole('row').all();
  return Promise.all(rows.slice(1).map(async (row) => [await row.getByRole('rowheader').innerText(), ...(await row.getByRole('cell').allInnerTexts()).slice(1).map(Number)]));
};
const historyOf = async ({ id }) => assertStatus(await manager.get(`/orders/${id}/history`), 200).body.data.map(({ action }) => action);

/** What a scanner reads from the bars that are drawn. */
async function scanned(part) {
  const svg = part.getByRole('img');
  const [width, height] = (await svg.getAttribute('viewBox')).split(' ').slice(2).map(Number);
  const scale = 3;
  const pixels = new Uint8ClampedArray(width * scale * height).fill(255);
  for (const [, x, bar] of (await svg.locator('path').getAttribute('d')).matchAll(/M(\d+) 0h(\d+)v/g))
    for (let y = 0; y < height; y++) pixels.fill(0, (y * width + Number(x)) * scale, (y * width + Number(x) + Number(bar)) * scale);
  const result = new MultiFormatReader().decode(new BinaryBitmap(new GlobalHistogramBinarizer(new RGBLuminanceSource(pixels, width * scale, height))));
  assert.equal(result.getBarcodeFormat(), BarcodeFormat.CODE_128);
  return result.getText();
}

inBrowser('of a selection one list sums what to fetch, each parcel has a slip, and printing is noted once', async (page) => {
  const { buyer, one, other, orders } = await threeOrders();
  const asked = [];
  page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.addInitScript(() => {
    window.printed = 0;
    window.print = () => window.printed++; // Chromium without a screen has no dialog
  });
  await signIn(page, manager, `/office/orders?printed=false&search=${encodeURIComponent(buyer.email)}`);
  await seen(link(page, orders[0].order_number), link(page, orders[2].order_number));
  await page.getByLabel('Select all rows shown').check();
  await button(page, 'Do with them').click();
  await page.getByRole('menuitem', { name: 'Print slips' }).click();
  await seen(heading(page, 'Pick list and slips'), page.getByText('3 orders · 4 parcels'));
  assert.deepEqual(asked.filter((one) => one.endsWith('/orders/slips')), ['POST /api/v1/orders/slips']);
  assert.deepEqual(asked.filter((one) => /\/orders\/\d+$/.test(one)), [], 'no request for each');
  const sorted = [[one.sku, 5, 2], [other.sku, 4, 2]].sort((a, b) => (a[0] < b[0] ? -1 : 1));
  assert.deepEqual(await rowsOf(page.getByRole('region', { name: 'Pick list' })), sorted);
  assert.deepEqual(await rowsOf(sheet(page, orders[0])), [[one.sku, 3, 3, 0]]); // ordered, in this parcel, still to come
  const [left, next] = await sheet(page, orders[2]).all();
  assert.deepEqual([await rowsOf(left), await rowsOf(next)], [[[other.sku, 4, 1, 3]], [[other.sku, 4, 3, 0]]]);
  await seen(left.getByText('Pony Express PX-7'), next.getByText('Clark Kent'));
  for (const order of orders) assert.equal(await scanned(sheet(page, order).first()), order.order_number);
  assert.doesNotMatch(await page.getByRole('main').innerText(), /\$|12\.34|56\.78/);
  await assertAccessible(page);

  await button(page, 'Print').click();
  await seen(page.getByText('Noted as printed.'));
  await button(page, 'Print').click();
  await eventually(async () => assert.equal(await page.evaluate(() => window.printed), 2));
  for (const order of orders) assert.equal((await historyOf(order)).filter((action) => action === 'print').length, 1);
  await page.emulateMedia({ media: 'print' });
  await gone(button(page, 'Print'), heading(page, 'Pick list and slips'), link(page, 'Orders'));
  await seen(sheet(page, orders[0]));
  await page.emulateMedia({ media: 'screen' });

  await page.goto(`/#/office/orders?printed=false&search=${encodeURIComponent(buyer.email)}`);
  const { width } = await page.getByRole('region', { name: 'Orders', exact: true }).boundingBox();
  assert.ok(width > 900, `${width} px: a table is no paper, whatever was printed before`);
  await page.reload(); // else it is as it was left, the rows dimmed
  await seen(page.getByText('No such orders'));
});

inBrowser('from the desk one parcel’s slip is printed; what was printed before is left out until it is wanted', async (page) => {
  const { other, orders } = await threeOrders();
  const order = orders[2];
  await page.addInitScript(() => {
    window.print = () => {};
  });
  await signIn(page, manager, `/office/orders/${order.id}`);
  await link(page, 'Print the slip').click();
  await seen(page.getByText('1 order · 1 parcel'));
  assert.deepEqual(await rowsOf(sheet(page, order)), [[other.sku, 4, 1, 3]]);
  await gone(page.getByRole('region', { name: 'Pick list' })); // it left
  await button(page, 'Print').click();
  await seen(page.getByText('Noted as printed.'));
  await page.goto(`/#/office/orders/${order.id}`);
  await seen(page.getByRole('region', { name: 'History' }).getByText('Print'));
  await link(page, 'Print slips').click();
  await seen(page.getByText('1 order · 1 parcel'));
  assert.deepEqual(await rowsOf(sheet(page, order)), [[other.sku, 4, 3, 0]]);
  await page.getByLabel('1 that was printed before, too').check();
  await seen(page.getByText('1 order · 2 parcels'));
});
