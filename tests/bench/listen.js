// Many who listen to live events, for the bench. Each comes back behind its last event when its stream
// ends, as browsers do.
//   node listen.js URL CERT TOKENS STREAMS hold             until its input ends; a line of it: says when
//                                                         all are back who are about to be cut off
//   node listen.js URL CERT TOKENS STREAMS orders N         places N orders, one after another
//   node listen.js URL CERT TOKENS STREAMS reloads N PID    has nginx reload N times, orders meanwhile
// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

const [url, cert, tokensFile, streams, mode, n, pid] = process.argv.slice(2);
const tokens = readFileSync(tokensFile, 'utf8').trim().split('\n');
const ca = readFileSync(cert);
const agent = new Agent({ keepAlive: false, maxSockets: Infinity, ca });
const orders = new Agent({ keepAlive: true, ca });

const bearer = (token) => ({ Authorization: `Bearer ${token}` });
const PRODUCT = 100001;
const placed = []; // {id, token, at}, at: when its 201 was read
const listeners = [];

function listen(token) {
  const self = { token, place: '', open: false, times: 0, heard: new Map() }; // order: [when, how often]
  const again = () => {
    self.open = false;
    setTimeout(begin, 2000 * (0.5 + Math.random())); // as the UI (lib/live.js)
  };
  function begin() {
    const headers = { ...bearer(token), ...(self.place && { 'Last-Event-ID': self.place }) };
    const sent = request(`${url}/api/v1/events/stream`, { agent, headers });
    sent.on('error', again);
    sent.on('response', (reply) => {
      let rest = '';
      if (reply.statusCode !== 200) {
        reply.resume();
        return again();
      }
      self.times += 1;
      reply.setEncoding('utf8');
      reply.on('error', () => {});
      reply.on('close', again);
      reply.on('data', (piece) => {
        const now = performance.now();
        const messages = (rest + piece).split('\n\n');
        rest = messages.pop();
        for (const text of messages) take(self, text, now);
      });
    });
    sent.end();
  }
  begin();
  return self;
}

function take(self, text, now) {
  const id = /^id: (.*)/m.exec(text)?.[1];
  if (!id) return;
  self.open = true;
  self.place = id;
  const order = /"type":"order.created".*"order_id":(\d+)/.exec(text)?.[1];
  if (!order) return;
  const [when, often] = self.heard.get(Number(order)) ?? [now, 0];
  self.heard.set(Number(order), [when, often + 1]);
}

function place() {
  const token = tokens[placed.length % tokens.length];
  const body = JSON.stringify({ items: [{ product_id: PRODUCT + (placed.length % 1000), quantity: 1 }] });
  return new Promise((resolve, reject) => {
    const headers = { ...bearer(token), 'Content-Type': 'application/json', 'Content-Length': body.length };
    const sent = request(`${url}/api/v1/orders`, { agent: orders, method: 'POST', headers }, (reply) => {
      const at = performance.now();
      let text = '';
      reply.on('data', (piece) => (text += piece));
      reply.on('end', () => {
        if (reply.statusCode !== 201) return reject(new Error(`${reply.statusCode} ${text}`));
        placed.push({ id: JSON.parse(text).id, token, at });
        resolve();
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function until(check, seconds) {
  for (const end = Date.now() + seconds * 1000; !check(); await sleep(50)) if (Date.now() > end) return;
}

const theirs = (order) => listeners.filter((l) => l.token === order.token);
const all = () => placed.flatMap((order) => theirs(order).map((l) => ({ order, heard: l.heard.get(order.id) })));
const percentile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];

const began = performance.now();
for (let i = 0; i < Number(streams); i++) listeners.push(listen(tokens[i % tokens.length]));
await until(() => listeners.every((l) => l.open), 60);
console.log(`open ${listeners.filter((l) => l.open).length} ${Math.round(performance.now() - began)}`);

if (mode === 'hold') {
  for await (const _ of process.stdin) {
    const cut = performance.now();
    await until(() => listeners.some((l) => !l.open), 10);
    await until(() => listeners.every((l) => l.open), 60);
    console.log(`back ${listeners.filter((l) => l.open).length} ${Math.round(performance.now() - cut)}`);
  }
} else if (mode === 'orders') {
  for (let i = 0; i < Number(n); i++) {
    await place();
    await sleep(20);
  }
  await until(() => all().every(({ heard }) => heard), 20);
  const times = all().filter(({ heard }) => heard).map(({ order, heard }) => heard[0] - order.at).sort((a, b) => a - b);
  console.log(`median ${percentile(times, 0.5).toFixed(0)} p99 ${percentile(times, 0.99).toFixed(0)} of ${times.length}`);
} else {
  for (let i = 0; i < Number(n); i++) {
    process.kill(Number(pid), 'SIGHUP');
    for (let j = 0; j < 5; j++) await place();
    await sleep(500);
  }
  await until(() => all().every(({ heard }) => heard), 60);
  const found = all();
  const missed = found.filter(({ heard }) => !heard).length;
  const twice = found.filter(({ heard }) => heard?.[1] > 1).length;
  const times = listeners.reduce((sum, l) => sum + l.times, 0);
  console.log(`heard ${found.length - missed} missed ${missed} twice ${twice} opened ${times}`);
}
process.exit(0);
