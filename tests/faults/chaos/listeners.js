// Those who are told of what happens: a receiver of webhooks, and a program that pages through the
// feed. Both write down what they were told, which the database is held against.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { count, row, rows, value } from '../../api/support/database.js';
import { freePort } from '../../api/support/nginx.js';
import { someone } from '../../api/support/people.js';
import { isRunning, until } from '../support/processes.js';

const program = join(import.meta.dirname, 'receiver.js');
const PAGE = 100;
const SETTLED = 180; // s after which everything has arrived

export class Listeners {
  seen = [];
  wrong = [];

  /** From now on, through the nginx at `at`. */
  async open(at) {
    this.at = at;
    this.here = await mkdtemp(join(tmpdir(), 'orderd-receiver-'));
    this.file = join(this.here, 'taken');
    writeFileSync(this.file, '');
    this.port = await freePort();
    this.admin = await someone('admin');
    await until('all has its number', async () => !(await count('outbox WHERE number IS NULL')));
    const from = await row(`SELECT life, last::int FROM feed`);
    Object.assign(this, { life: from.life, from: from.last });
    await this.hook();
    await this.startReceiver();
    this.paging = this.page();
    return this;
  }

  async hook() {
    const body = { url: `http://127.0.0.2:${this.port}/`, events: ['*'] };
    const reply = await this.admin.send('POST', '/webhooks', { body, at: this.at });
    assert.equal(reply.status, 201, reply.text);
    this.webhook = reply.body;
  }

  // ---- the receiver ----

  async startReceiver() {
    const env = { ...process.env, SECRET: this.webhook.secret };
    this.receiver = fork(program, [this.port, this.file], { env, execArgv: [] });
    await new Promise((listening) => this.receiver.once('message', listening));
  }

  async killReceiver() {
    this.receiver.kill('SIGKILL');
    await until('the receiver is gone', () => !isRunning(this.receiver.pid));
  }

  /** All that it has taken, as often as it came; the last line may be half. */
  get taken() {
    const lines = readFileSync(this.file, 'utf8').split('\n');
    return lines.slice(0, -1).map((line) => JSON.parse(line));
  }

  // ---- the program that pages ----

  async page() {
    for (let after = `${this.life}:${this.from}`; !this.stopped; ) {
      const { status, body } = await this.admin
        .send('GET', `/events?after=${after}&limit=${PAGE}`, { at: this.at })
        .catch(() => ({}));
      if (status === 200) {
        this.seen.push(...body.data);
        after = body.next;
      } else if (status >= 400 && status < 500 && ![408, 429].includes(status)) {
        this.wrong.push(`events after ${after}: ${status} ${body?.code}`);
        return;
      }
      if (body?.data?.length !== PAGE) await sleep(50);
    }
  }

  // ---- what must be so ----

  /** Once all is delivered; `people` are those who ordered. */
  async assertInTheEnd(people) {
    await this.settle();
    const told = await this.events(people);
    this.assertReceived(told);
    this.assertPaged(told);
    await this.assertNoneUndone();
    assert.deepEqual(this.wrong, []);
    assert.equal(await count(`webhook_deliveries WHERE webhook_id = $1 AND state = 'dead'`, this.webhook.id), 0,
      'nothing is given up of what was not refused');
    assert.equal(await value('SELECT is_active FROM webhooks WHERE id = $1', this.webhook.id), true);
    return { events: told.length, calls: this.taken.length };
  }

  /** As an operator does who does not want to wait: what failed is tried again now. */
  async settle() {
    const left = () => count('webhook_deliveries WHERE webhook_id = $1 AND settled_at IS NULL', this.webhook.id);
    await until('all is numbered', async () => !(await count('outbox WHERE number IS NULL')), SETTLED);
    await until('all is delivered', async () => {
      await rows('UPDATE webhooks SET rest_until = NULL WHERE id = $1', this.webhook.id);
      await rows(
        `UPDATE webhook_deliveries SET due_at = now() WHERE webhook_id = $1 AND token IS NULL AND due_at > now()`,
        this.webhook.id,
      );
      return (await left()) === 0;
    }, SETTLED);
    const last = await value('SELECT last::int FROM feed');
    await until('all is paged', () => this.wrong.length > 0 || this.seen.at(-1)?.number >= last, SETTLED);
  }

  /** What committed since it listens, of their orders. */
  events(people) {
    return rows(
      `SELECT b.number::int, b.order_id::int AS order, b.event AS type FROM outbox b JOIN orders o ON o.id = b.order_id
       WHERE b.number > $1 AND o.user_id = ANY ($2) ORDER BY b.number`,
      this.from,
      people.map(({ id }) => id),
    );
  }

  assertReceived(told) {
    const taken = this.taken;
    assert.deepEqual(taken.filter(({ bad }) => bad), [], 'all that came was signed');
    const byNumber = Map.groupBy(taken, ({ number }) => number);
    for (const { number, order, type } of told) {
      const [first, ...again] = byNumber.get(number) ?? [];
      assert.deepEqual({ id: first?.id, order: first?.order, type: first?.type },
        { id: `evt_${this.life}_${number}`, order, type }, `event ${number} arrived`);
      for (const { id, digest } of again)
        assert.deepEqual({ id, digest }, { id: first.id, digest: first.digest }, `event ${number} is the same again`);
    }
    assertForward(taken);
  }

  assertPaged(told) {
    const numbers = this.seen.map(({ number }) => number);
    assert.deepEqual(numbers, [...new Set(numbers)].sort((a, b) => a - b), 'each once, in order');
    const paged = new Set(numbers);
    for (const { number } of told) assert.ok(paged.has(number), `event ${number} was paged`);
  }

  /** What was told of is there: no event, and no order, that was undone. */
  async assertNoneUndone() {
    const told = [...this.taken, ...this.seen.map(({ number, order_id }) => ({ number, order: order_id }))];
    const distinct = (name) => [...new Set(told.flatMap((one) => one[name] ?? []))];
    for (const [name, table, column] of [['order', 'orders', 'id'], ['number', 'outbox', 'number']])
      assert.equal(await count(`${table} WHERE ${column} = ANY ($1)`, distinct(name)), distinct(name).length, `every ${name} is there`);
  }

  async close() {
    this.stopped = true;
    await this.paging;
    if (this.receiver && isRunning(this.receiver.pid)) await this.killReceiver();
    if (this.webhook) await rows('DELETE FROM webhooks WHERE id = $1', this.webhook.id);
    await rm(this.here, { recursive: true });
  }
}

/** What comes of an order never goes back behind what came before. */
function assertForward(taken) {
  const last = new Map();
  for (const { number, order } of taken) {
    if (order === null) continue;
    assert.ok(number >= (last.get(order) ?? 0), `order ${order}: event ${number} after ${last.get(order)}`);
    last.set(order, number);
  }
}
