import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createJournalStore } from '../../src/academic/journal.store.ts';
import {
  createJournal,
  EntryCap,
  type JournalEntry,
  type JournalStore,
  journalParams,
  journalText,
} from '../../src/academic/journal.ts';
import { keptAddress } from '../../src/ids/client-address.ts';
import { createLog } from '../../src/log/log.ts';
import { academicOf } from '../support/academic.ts';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';

const log = createLog('silent');
const entry = (n: number, at = new Date('2026-01-05T08:00:00Z')): JournalEntry => ({
  at,
  type: 'academic_api',
  tenantId: 'T',
  status: 'ok',
  metadata: {
    endpoint: `/api/academic/students?${n}`,
    api_key_id: 'K',
    tenant_id: 'T',
    status_code: 200,
    duration_ms: 1,
    ip: '192.0.2.1',
    user_agent: null,
    params: {},
    count: n,
  },
});

forEachEngine((engine) => {
  const opened = databaseOf(engine);

  test('a thousand calls become a thousand rows, written in batches of at most a hundred', async () => {
    const store = createJournalStore(opened.current);
    const sizes: number[] = [];
    const journal = createJournal(
      {
        ...store,
        async add(entries) {
          sizes.push(entries.length);
          await store.add(entries);
        },
      },
      log,
    );
    for (let n = 0; n < 1000; n++) journal.note(entry(n));
    await journal.flush();
    const rows = await opened.current.query.selectFrom('sync_logs').selectAll().execute();
    assert.equal(rows.length, 1000);
    assert.equal(new Set(rows.map((row) => JSON.parse(row.metadata).count)).size, 1000);
    assert.ok(Math.max(...sizes) <= 100);
    assert.deepEqual([rows[0]?.type, rows[0]?.direction, rows[0]?.tenant_id], ['academic_api', 'pull', 'T']);
  });

  test('rows past their time are deleted, the others stay', async () => {
    const store = createJournalStore(opened.current);
    await store.add([entry(1, new Date('2020-01-01T00:00:00Z')), entry(2, new Date('2025-06-01T00:00:00Z'))]);
    assert.equal(await store.prune(new Date('2025-01-01T00:00:00Z')), 1);
    const old = await opened.current.query
      .selectFrom('sync_logs')
      .select('metadata')
      .where('created_at', '<', new Date('2026-01-01T00:00:00Z'))
      .execute();
    assert.deepEqual(
      old.map((row) => JSON.parse(row.metadata).count),
      [2],
    );
  });
});

describe('while the database does not answer', () => {
  test('rows wait and are written when it does again, once each', async () => {
    const kept: number[] = [];
    let isDown = true;
    const store: JournalStore = {
      async add(entries) {
        if (isDown) throw new Error('down');
        kept.push(...entries.map(({ metadata }) => metadata.count ?? -1));
      },
      prune: async () => 0,
    };
    const journal = createJournal(store, log);
    for (let n = 0; n < 250; n++) journal.note(entry(n));
    await new Promise((resolve) => setImmediate(resolve));
    isDown = false;
    await journal.flush();
    assert.deepEqual(
      kept.toSorted((a, b) => a - b),
      Array.from({ length: 250 }, (_, n) => n),
    );
  });

  test('a stop gives up after three tries and does not hang', async () => {
    let tries = 0;
    const journal = createJournal(
      {
        async add() {
          tries += 1;
          throw new Error('down');
        },
        prune: async () => 0,
      },
      log,
    );
    journal.note(entry(1));
    await journal.flush();
    assert.equal(tries, 3);
  });
});

describe('sync mode', () => {
  const api = academicOf(sqliteEngine(), { journalMode: 'sync' });
  test('the row is there when the answer is, once', async () => {
    await api.database.query.insertInto('tenants').values({ id: 'T', name: 'T' }).execute();
    const { key } = await api.current.createKey({ tenantId: 'T' });
    const count = async () => (await api.database.query.selectFrom('sync_logs').selectAll().execute()).length;
    for (const [path, rows] of [
      ['students', 1],
      ['unknown', 2],
      ['export?include=grades', 3],
    ] as const) {
      await api.current.server.inject({ url: `/api/academic/${path}`, headers: { 'x-api-key': key } });
      assert.equal(await count(), rows, path);
    }
    await api.current.journal.flush();
    assert.equal(await count(), 3);
  });
});

test('nothing that looks like a key or token, and no unknown parameter, is kept', () => {
  const token = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln';
  assert.equal(journalText(`a ${token} b sk_live_abc123 c`), 'a [redacted] b [redacted] c');
  assert.deepEqual(journalParams({ class_id: 'sk_test_x1', api_key: 'x', limit: ['1', '2'] }, ['class_id', 'limit']), {
    class_id: '[redacted]',
    limit: '1,2',
  });
  assert.equal(journalText('x'.repeat(1000)).length, 200);
  assert.equal(journalText(`${'x'.repeat(190)} ${token}`), `${'x'.repeat(190)} [redacted`);
  assert.equal(journalText('eyJ-'.repeat(3800)), '[redacted]', 'a token whose end lies beyond what is looked at');
  assert.ok(journalText(`${'x'.repeat(199)}\u{1F600}`).isWellFormed());
});

test('addresses are kept whole, cut or not at all, as the setting says', () => {
  assert.equal(keptAddress('192.0.2.77', 'full'), '192.0.2.77');
  assert.equal(keptAddress('192.0.2.77', 'truncated'), '192.0.2.0');
  assert.equal(keptAddress('2001:db8:1:2:3::4', 'truncated'), '2001:db8:1::');
  assert.equal(keptAddress('::ffff:192.0.2.77', 'truncated'), '::ffff:192.0.2.0');
  assert.equal(keptAddress('2a01::1234:5678', 'truncated'), '2a01::');
  assert.equal(keptAddress('2001:db8::1', 'truncated'), '2001:db8::');
  assert.equal(keptAddress('::1', 'truncated'), '::');
  assert.equal(keptAddress('fe80:1:2:3::4%eth0', 'truncated'), 'fe80:1:2::');
  assert.equal(keptAddress('', 'truncated'), null, 'a socket that has closed has no address');
  assert.equal(keptAddress('192.0.2.77', 'none'), null);
});

test('one client’s IPv6 network is one address; addresses beyond those that are kept share one counter', () => {
  const cap = new EntryCap({ now: () => new Date('2026-01-05T08:00:00Z') }, 1);
  assert.deepEqual(
    [cap.allows('2001:db8::1'), cap.allows('2001:db8::2'), cap.allows('2001:db8:0:1::1')],
    [true, false, true],
  );
  for (let i = 0; i < 10_000; i++) cap.allows(`10.0.${i >> 8}.${i & 255}`);
  assert.deepEqual([cap.allows('192.0.2.1'), cap.allows('192.0.2.2')], [false, false]);
});

test('refused calls have so many places per address and minute', () => {
  let now = new Date('2026-01-05T08:00:00Z');
  const cap = new EntryCap({ now: () => now }, 2);
  assert.deepEqual([cap.allows('a'), cap.allows('a'), cap.allows('a'), cap.allows('b')], [true, true, false, true]);
  now = new Date('2026-01-05T08:01:00Z');
  assert.equal(cap.allows('a'), true);
});
