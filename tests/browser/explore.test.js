import { inBrowser } from './support/browser.js';
import { seen } from './support/waiting.js';
import { readFile } from 'node:fs/promises';
inBrowser('x', async (page) => {
  await page.goto('/');
  await seen(page.getByRole('heading', { name: 'Catalogue' }));
  await seen(page.getByRole('listitem').filter({hasText:'LAPTOP'}));
  console.log(await page.locator('body').ariaSnapshot());
  const axe = await readFile(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({colorScheme});
  let t = Date.now();
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe);
  console.log('inject', Date.now() - t); t = Date.now();
  const r = await page.evaluate(() => axe.run(document));
  console.log('run', Date.now() - t);
  console.log(r.violations.map(v => [v.id, v.nodes.map(n => n.html+n.failureSummary)]));
  for (const i of r.incomplete) { console.log(i.id, i.nodes.length); for (const n of i.nodes.slice(0, 4)) console.log(' ', n.target, n.any.map(x=>x.message), n.any[0]?.data);}
  }
});
