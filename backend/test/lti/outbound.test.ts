import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { isReachableAddress } from '../../src/lti/address-guard.ts';
import { createGuardedFetch, type GuardedFetchOptions } from '../../src/lti/outbound.remote.ts';

const open: Array<() => Promise<unknown> | unknown> = [];
after(async () => {
  for (const close of open) await close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function remote(options: Partial<GuardedFetchOptions> = {}) {
  const made = createGuardedFetch({ allowPrivateNetworks: true, userAgent: 'Passerelle/test', ...options });
  open.push(made.close);
  return made.fetch;
}

const NOT_PUBLIC = [
  '127.0.0.1',
  '127.8.8.8',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '100.100.100.200',
  '169.254.169.254',
  '168.63.129.16',
  '0.0.0.0',
  '192.0.0.192',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::7f00:1',
  '64:ff9b::808:808',
  '64:ff9b:1::1',
  '2002:7f00:1::',
  '2001::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'fc00::1',
  'fd00:ec2::254',
  'ff02::1',
  '4000::1',
  'not-an-address',
];

test('only public unicast addresses may be called', () => {
  for (const address of NOT_PUBLIC) assert.equal(isReachableAddress(address, false), false, address);
  for (const address of ['8.8.8.8', '193.55.1.1', '2606:4700:4700::1111', '2a01:e0a::1', '[2606:4700::1]']) {
    assert.equal(isReachableAddress(address, false), true, address);
  }
});

test('with private networks allowed, local machines may be called and metadata services still not', () => {
  for (const address of [
    '127.0.0.1',
    '10.0.0.1',
    '192.168.1.1',
    '::1',
    'fd12::1',
    '::ffff:10.0.0.1',
    '8.8.8.8',
    '64:ff9b::808:808',
  ]) {
    assert.equal(isReachableAddress(address, true), true, address);
  }
  const never = ['169.254.169.254', '::ffff:169.254.169.254', '168.63.129.16', '100.100.100.200', '0.0.0.0', 'fe80::1'];
  const inIpv6 = ['fd00:42::42', 'fd00:ec2::254', 'fd20:ce::254', '64:ff9b::a9fe:a9fe', '64:ff9b:1::a9fe:a9fe'];
  for (const address of [...never, ...inIpv6, '2002:a9fe:a9fe::', '::ffff:0:a9fe:a9fe', '::169.254.169.254']) {
    assert.equal(isReachableAddress(address, true), false, address);
  }
});

test('a loopback or private server is not called in any spelling, nor by a name that resolves to it', async () => {
  let calls = 0;
  const origin = await serve((_request, response) => {
    calls++;
    response.end();
  });
  const { port } = new URL(origin);
  const fetch = remote({ allowPrivateNetworks: false });
  for (const host of ['127.0.0.1', '127.1', '2130706433', '0x7f.0.0.1', '[::1]', '[::ffff:7f00:1]', 'localhost']) {
    await assert.rejects(fetch(`https://${host}:${port}/`), { code: 'lti.outbound_refused' }, host);
  }
  assert.equal(calls, 0);
});

test('plain http, other schemes, passwords in the address and what is no address are refused', async () => {
  const fetch = remote({ allowPrivateNetworks: false });
  for (const url of ['http://example.org/', 'file:///etc/passwd', 'https://a:b@example.org/', 'example.org', '']) {
    await assert.rejects(fetch(url), { code: 'lti.outbound_refused' }, url);
  }
  await assert.rejects(remote()('ftp://127.0.0.1/'), { code: 'lti.outbound_refused' });
});

test('S4.4 sends the headers it was given, a User-Agent, and no Accept of its own', async () => {
  let seen: IncomingMessage['headers'] = {};
  const origin = await serve((request, response) => {
    seen = request.headers;
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'x-two': ['a', 'b'] });
    response.end('réponse');
  });
  const answer = await remote()(`${origin}/x?y=1`, { method: 'POST', headers: { 'content-type': 'a/b' }, body: 'é' });
  assert.equal(answer.status, 200);
  assert.equal(answer.text(), 'réponse');
  assert.equal(answer.headers['x-two'], 'a, b');
  assert.deepEqual(Object.keys(seen).sort(), ['connection', 'content-length', 'content-type', 'host', 'user-agent']);
  assert.equal(seen['user-agent'], 'Passerelle/test');
});

test('a redirect is answered, not followed', async () => {
  let calls = 0;
  const origin = await serve((_request, response) => {
    calls++;
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  const answer = await remote()(origin);
  assert.equal(answer.status, 302);
  assert.equal(calls, 1);
});

test('an answer that is too large, too slow or never comes ends with its own code', async () => {
  const large = await serve((_request, response) => response.end('x'.repeat(5000)));
  await assert.rejects(remote({ maxBytes: 1000 })(large), { code: 'lti.outbound_too_large' });
  const drip = await serve((_request, response) => {
    response.writeHead(200).write('x');
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(timer));
  });
  await assert.rejects(remote({ timeoutMs: 150 })(drip), { code: 'lti.outbound_timeout' });
  const silent = await serve(() => undefined);
  await assert.rejects(remote({ timeoutMs: 150 })(silent), { code: 'lti.outbound_timeout' });
  await assert.rejects(remote()('http://127.0.0.1:9/'), { code: 'lti.outbound_failed' });
  const broken = await serve((request) => request.socket.destroy());
  await assert.rejects(remote()(broken), { code: 'lti.outbound_failed' });
});
