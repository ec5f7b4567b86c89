import assert from 'node:assert/strict';
import dns, { type LookupAddress } from 'node:dns';
import { createServer as createHttpServer } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { type AddressInfo, createServer, isIP, type Server } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createGuardedFetch, type GuardedFetchOptions } from '../../src/lti/outbound.remote.ts';

/**
 * Hosts that nobody may make us call, by what they are. Those that lead to this machine lead to the listening socket of
 * these tests; names resolve to what stands behind the arrow.
 */
const HOSTS: Record<string, readonly string[]> = {
  'this machine, in numbers': [
    '127.0.0.1',
    '127.0.0.2',
    '127.255.255.254',
    '127.1',
    '127.0.1',
    '127.0.0.1.',
    '127.000.000.001',
    '2130706433',
    '017700000001',
    '0177.0.0.1',
    '0177.0.0.01',
    '0x7f000001',
    '0x7f.0.0.1',
    '0x7F.1',
    '0',
    '0.0.0.0',
  ],
  'this machine, in other letters': ['１２７.０.０.１', '127。0。0。1', '%31%32%37.0.0.1', '①②⑦.0.0.1'],
  'this machine, in IPv6': ['[::1]', '[0:0:0:0:0:0:0:1]', '[0000::0001]', '[::]', '[::127.0.0.1]'],
  'an IPv4 address inside an IPv6 one': [
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:7f00:0001]',
    '[::ffff:0:127.0.0.1]',
    '[::ffff:10.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b::a00:1]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
  ],
  'names of this machine': [
    'localhost -> 127.0.0.1',
    'localhost. -> 127.0.0.1',
    'LOCALHOST -> ::1',
    'moodle.localhost -> 127.0.0.1',
    'a.b.localhost. -> ::1',
    'localhost.localdomain -> 127.0.0.1',
    'moodle.example -> 127.0.0.1',
    'moodle.example. -> ::ffff:127.0.0.1',
    'moodle.example -> 10.0.0.8 fd12::8',
  ],
  'an address behind a name or a password': [
    'moodle.example@127.0.0.1',
    'moodle.example:443@127.0.0.1',
    'user:secret@moodle.example -> 127.0.0.1',
    '%40@127.0.0.1',
  ],
  'private networks': [
    '10.0.0.1',
    '10.255.255.255',
    '167772161',
    '012.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '0xC0A80001',
    '100.64.0.1',
    '198.18.0.1',
    '192.0.2.1',
    '[fc00::1]',
    '[fd12:3456::1]',
    '[fec0::1]',
  ],
  'metadata services of clouds, and neighbours': [
    '169.254.169.254',
    '2852039166',
    '0xA9FEA9FE',
    '0251.0376.0251.0376',
    '169.254.43518',
    '[::ffff:169.254.169.254]',
    '[64:ff9b::169.254.169.254]',
    '[fd00:ec2::254]',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    'metadata.google.internal -> 169.254.169.254',
    'instance-data. -> 169.254.169.254',
    '[fe80::1]',
    '[fe80::1%25eth0]',
    '[fe80::1%eth0]',
    '[ff02::1]',
    '224.0.0.1',
    '255.255.255.255',
  ],
};

/** Hosts that stay forbidden where private networks are allowed. */
const NEVER = HOSTS['metadata services of clouds, and neighbours']?.filter(
  (host) => !/^\[fd00|^100\.100|^192\.0\.0\.192|64:ff9b/.test(host),
);

const OTHERWISE_WRONG = [
  'http://moodle.example/',
  'ftp://moodle.example/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:70/_x',
  'data:application/json,{}',
  '//127.0.0.1/',
  'https://',
  `https://moodle.example/${'x'.repeat(5000)}`,
];

type Resolved = (error: Error | null, found: LookupAddress[]) => void;

describe('servers that somebody else names', () => {
  const realLookup = dns.lookup;
  const answers = new Map<string, LookupAddress[][]>();
  let asked: string[] = [];
  let trap: Server;
  let port = 0;
  let connections = 0;
  const open: Array<() => unknown> = [];

  before(async () => {
    trap = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    // Every loopback address of both kinds.
    await new Promise<void>((resolve) => trap.listen(0, '::', resolve));
    port = (trap.address() as AddressInfo).port;
    dns.lookup = ((name: string, options: object, done: Resolved) => {
      if (isIP(name) !== 0) return realLookup(name, options, done as never);
      asked.push(name);
      const queued = answers.get(name) ?? [];
      const found = queued.length > 1 ? queued.shift() : queued[0];
      return setImmediate(() => (found === undefined ? done(new Error('ENOTFOUND'), []) : done(null, found)));
    }) as unknown as typeof dns.lookup;
    syncBuiltinESMExports();
  });
  beforeEach(() => {
    connections = 0;
    asked = [];
    answers.clear();
  });
  after(async () => {
    dns.lookup = realLookup;
    syncBuiltinESMExports();
    trap.close();
    for (const close of open) await close();
  });

  function remote(options: Partial<GuardedFetchOptions> = {}) {
    const made = createGuardedFetch({
      allowPrivateNetworks: false,
      userAgent: 'Passerelle/test',
      timeoutMs: 2000,
      ...options,
    });
    open.push(made.close);
    return made.fetch;
  }

  /** Plans what a name resolves to, one list after the other; answers the address to call. */
  function planned(host: string, scheme = 'https'): string {
    const [text = '', behind] = host.split(' -> ');
    const url = `${scheme}://${text}:${port}/x`;
    if (behind !== undefined) answers.set(new URL(url).hostname, [listOf(behind)]);
    return url;
  }
  const listOf = (text: string): LookupAddress[] =>
    text.split(' ').map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

  test('the table holds more than 60 of them', () => {
    assert.ok(Object.values(HOSTS).flat().length + OTHERWISE_WRONG.length >= 60);
  });

  for (const [what, hosts] of Object.entries(HOSTS)) {
    test(`${what}: ${hosts.length} spellings are refused before anything is connected to`, async () => {
      for (const host of hosts) {
        await assert.rejects(remote()(planned(host)), { code: 'lti.outbound_refused' }, host);
        // Where private networks may be called, plain http may too; not by those who may not.
        await assert.rejects(remote()(planned(host, 'http')), { code: 'lti.outbound_refused' }, host);
      }
      assert.equal(connections, 0);
    });
  }

  test('the trap of these tests does catch: the same spellings connect where private networks are allowed', async () => {
    const fetch = remote({ allowPrivateNetworks: true });
    for (const host of ['127.0.0.1', '127.255.255.254', '0x7f.1', '[::1]', 'moodle.localhost -> 127.0.0.1']) {
      const before = connections;
      await assert.rejects(fetch(planned(host, 'http')), { code: 'lti.outbound_failed' }, host);
      assert.ok(connections > before, host);
    }
  });

  test('metadata services and neighbours stay refused where private networks are allowed', async () => {
    const fetch = remote({ allowPrivateNetworks: true });
    for (const host of NEVER ?? []) {
      await assert.rejects(fetch(planned(host)), { code: 'lti.outbound_refused' }, host);
    }
    assert.equal(connections, 0);
  });

  test('other schemes, half addresses and endless ones are refused', async () => {
    for (const url of OTHERWISE_WRONG) await assert.rejects(remote()(url), { code: 'lti.outbound_refused' }, url);
    assert.deepEqual(asked, []);
  });

  test('a name that changes its address between two calls gains nothing: each connection asks once and is checked', async () => {
    const server = createHttpServer((_request, response) => response.setHeader('connection', 'close').end('ours'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(() => server.close());
    const url = `http://rebinding.example:${(server.address() as AddressInfo).port}/`;
    const metadata = listOf('169.254.169.254');
    answers.set('rebinding.example', [listOf('127.0.0.1'), metadata, listOf('127.0.0.1'), metadata]);
    const fetch = remote({ allowPrivateNetworks: true });
    for (const isGood of [true, false, true, false]) {
      asked = [];
      if (isGood) assert.equal((await fetch(url)).text(), 'ours');
      else await assert.rejects(fetch(url), { code: 'lti.outbound_refused' });
      assert.deepEqual(asked, ['rebinding.example'], 'no second question whose answer nobody checks');
    }
  });

  test('of several addresses only those that may be called are', async () => {
    const server = createHttpServer((_request, response) => response.end('ours'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    answers.set('mixed.example', [listOf('169.254.169.254 fe80::1 127.0.0.1')]);
    const fetch = remote({ allowPrivateNetworks: true });
    assert.equal((await fetch(`http://mixed.example:${(server.address() as AddressInfo).port}/`)).text(), 'ours');
  });

  test('no redirect is followed, whatever its kind and wherever it leads', async () => {
    const server = createHttpServer((request, response) => {
      response.writeHead(Number(request.url?.slice(1)), { location: `http://127.0.0.1:${port}/secret` }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    const fetch = remote({ allowPrivateNetworks: true });
    for (const status of [301, 302, 303, 307, 308]) {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${status}`;
      assert.equal((await fetch(url)).status, status);
    }
    assert.equal(connections, 0);
  });

  test('bodies that are huge, endless, or slow in head or body end within their limits', async () => {
    const sent = { bytes: 0 };
    const server = createHttpServer((request, response) => {
      if (request.url === '/endless') {
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(10_000))) sent.bytes += 10_000;
        };
        response.on('drain', more);
        more();
      } else if (request.url === '/announced') {
        response.writeHead(200, { 'content-length': 1e9 });
        response.write('x'.repeat(20_000));
      } else if (request.url === '/slow-body') {
        response.write('x');
        const drip = setInterval(() => response.write('x'), 30);
        response.on('close', () => clearInterval(drip));
      } else {
        const { socket } = request;
        socket.write('HTTP/1.1 200 OK\r\n');
        const drip = setInterval(() => socket.write('x-a: b\r\n'), 30);
        socket.on('error', () => undefined).on('close', () => clearInterval(drip));
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
    const small = remote({ allowPrivateNetworks: true, timeoutMs: 20_000, maxBytes: 10_000 });
    for (const path of ['/endless', '/announced']) {
      await assert.rejects(small(at(path)), { code: 'lti.outbound_too_large' }, path);
    }
    assert.ok(sent.bytes < 50_000_000, `${sent.bytes} bytes were taken`);
    const hasty = remote({ allowPrivateNetworks: true, timeoutMs: 400 });
    for (const path of ['/slow-body', '/slow-head']) {
      await assert.rejects(hasty(at(path)), { code: 'lti.outbound_timeout' }, path);
    }
  });
});
