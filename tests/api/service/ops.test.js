// What operators are given for Prometheus and Grafana asks for what there is.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { anyone } from '../support/http.js';
import { ask, series } from '../support/metrics.js';

const given = (name) => readFileSync(new URL(`../../../ops/${name}`, import.meta.url), 'utf8');

/** Of each metric that is told: the labels that its series have. */
const known = new Map();
before(async () => {
  assertStatus(await anyone.get('/products'), 200); // so that a route has been counted
  // What the chore writes down, four times a day.
  await rows("INSERT INTO findings (name, value) VALUES ('stock_differences', 0) ON CONFLICT DO NOTHING");
  for (const path of ['/metrics', '/metrics/relay']) {
    const { text } = await ask(path);
    for (const [, name] of text.matchAll(/^# TYPE (\S+)/gm)) known.set(name, new Set());
    for (const key of series(text).keys()) {
      const [, name, labels] = /^([^{]+)(?:\{(.*)\})?$/.exec(key);
      const of = known.get(name) ?? known.get(name.replace(/_(bucket|sum|count)$/, ''));
      if (of !== known.get(name)) known.set(name, of);
      for (const [, label] of (labels ?? '').matchAll(/(?:^|,)(\w+)="/g)) of.add(label);
    }
  }
});

const QUERIES = {
  'grafana.json': () => JSON.parse(given('grafana.json')).panels.flatMap((panel) => panel.targets ?? []).map(({ expr }) => expr),
  'alerts.yml': () => [...given('alerts.yml').matchAll(/expr: (?:>-\n((?: {10}.*\n)+)|(.*))/g)].map(([, folded, line]) => folded ?? line),
};

for (const [file, queries] of Object.entries(QUERIES))
  test(`${file} asks for metrics that are told, by labels that they have`, () => {
    const asked = queries();
    assert.ok(asked.length > 10, `${asked.length} queries`);
    let names = 0;
    for (const query of asked) {
      for (const [, name, matchers] of query.matchAll(/\b(orderd_\w+)(?:\{([^}]*)\})?/g)) {
        names++;
        assert.ok(known.has(name), `${name} in ${query}`);
        if (known.get(name).size === 0 && matchers) assert.fail(`${name} has no labels: ${query}`);
        for (const [, label] of (matchers ?? '').matchAll(/(\w+)=/g)) assert.ok(known.get(name).has(label), `${label} of ${name}`);
      }
    }
    assert.ok(names >= asked.length - 2, `${names} names in ${asked.length} queries`);
  });

test('each metric of the service and the relay is on the dashboard or has an alert', () => {
  const all = Object.values(QUERIES).flatMap((queries) => queries()).join('\n');
  const families = [...known.keys()].filter((name) => !/_(bucket|sum|count)$/.test(name));
  const unseen = families.filter((name) => !new RegExp(`\\b${name}(_bucket)?\\b`).test(all));
  // How many seals there are, and when a chore that is not late was done, nobody needs to see.
  assert.deepEqual(unseen, ['orderd_audit_seals_total', 'orderd_chore_done_timestamp_seconds']);
});

test('every alert has a test in which it fires, and one in which it does not', () => {
  const alerts = [...given('alerts.yml').matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
  const tests = given('alerts.test.yml').split(/^ {2}- name: /m).slice(1);
  for (const alert of alerts) {
    const own = tests.filter((text) => text.includes(`alertname: ${alert}\n`));
    assert.ok(own.some((text) => text.includes('- exp_labels:')), `${alert} fires`);
    assert.ok(own.some((text) => text.includes('exp_alerts: []')), `${alert} rests`);
  }
  assert.ok(alerts.length >= 15);
});
