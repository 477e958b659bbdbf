// The queries of the dashboard as rules, for promtool, which reads PromQL nowhere else.
// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';

const { panels } = JSON.parse(readFileSync('ops/grafana.json', 'utf8'));
const queries = panels.flatMap((panel) => panel.targets ?? []).map(({ expr }) => expr.replaceAll('$__rate_interval', '5m'));
if (!queries.length) throw new Error('the dashboard asks nothing');
const rules = queries.map((expr, i) => ({ record: `panel:${i}`, expr }));
console.log(JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
