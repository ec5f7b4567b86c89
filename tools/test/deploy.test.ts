import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { validate } from 'dockerfile-utils';
import hcl from 'hcl2-parser';
import { parse } from 'yaml';
import { settings } from '../../backend/src/config/settings.ts';
import { carryOut, validationsOf } from '../deploy-validations.ts';

const folder = path.resolve(import.meta.dirname, '../../deploy');
const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');
const known = new Set<string>(Object.values(settings).map(({ name }) => name));

interface Service {
  image?: string;
  read_only?: boolean;
  environment?: Record<string, string>;
  depends_on?: Record<string, unknown> | string[];
}

test('the Dockerfile passes its linter, ends as a user that is not root, and keeps no secret', () => {
  const text = read('Dockerfile');
  assert.deepEqual(validate(text, {}), []);
  const users = [...text.matchAll(/^USER (\S+)/gm)].map(([, user]) => user);
  assert.equal(users.at(-1), 'node');
  assert.doesNotMatch(text, /SECRET_KEY|PASSWORD|DATABASE_URL/);
  assert.match(text, /^STOPSIGNAL SIGTERM$/m);
  assert.match(read('Dockerfile.dockerignore'), /\.env\n/);
});

test('the image is built with the package file of every workspace, which npm ci asks for', () => {
  const root = JSON.parse(readFileSync(path.join(folder, '../package.json'), 'utf8')) as { workspaces: string[] };
  const text = read('Dockerfile');
  for (const workspace of root.workspaces)
    assert.ok(text.includes(`COPY ${workspace}/package.json ${workspace}/`), workspace);
});

test('everything that the command line and the server load is copied into the image, wherever npm puts it', () => {
  const { packages } = JSON.parse(readFileSync(path.join(folder, '../package-lock.json'), 'utf8')) as {
    packages: Record<string, { dependencies?: Record<string, string> }>;
  };
  const placeOf = (name: string, from: string): string => {
    for (let place = from; ; place = path.dirname(place) === '.' ? '' : path.dirname(place)) {
      const found = path.join(place, 'node_modules', name);
      if (found in packages) return found;
      if (place === '') throw new Error(`${name}, which ${from} needs, is not in the lock`);
    }
  };
  const needed = new Set<string>();
  const gather = (from: string): void => {
    for (const name of Object.keys(packages[from]?.dependencies ?? {})) {
      const place = placeOf(name, from);
      if (needed.has(place)) continue;
      needed.add(place);
      gather(place);
    }
  };
  gather('backend');
  assert.ok(needed.size > 50, `${needed.size} packages`);
  const text = read('Dockerfile');
  const folders = new Set([...needed].map((place) => `${place.split('node_modules/')[0]}node_modules`));
  for (const one of folders) assert.ok(text.includes(`COPY --from=packages /app/${one} ${one}\n`), one);
  // Whatever the lock says: its folder may be there or not.
  assert.match(text, /^RUN .*mkdir -p backend\/node_modules/m);
});

test('compose names each process to Caddy, whose health checks are by name', () => {
  const { services } = parse(read('compose.yaml')) as { services: Record<string, Service> };
  assert.match(
    services.caddy?.environment?.PASSERELLE_UPSTREAMS ?? '',
    /^\$\{PASSERELLE_UPSTREAMS:-passerelle:3000\}$/,
  );
  const named = /^PASSERELLE_UPSTREAMS="?([^"\n]*)/m.exec(read('README.md'))?.[1] ?? '';
  assert.deepEqual(named.split(' '), ['passerelle-passerelle-1:3000', 'passerelle-passerelle-2:3000']);
});

test('a fault in the Dockerfile is found', () => {
  assert.notDeepEqual(validate('FROM node\nRNU npm ci\n', {}), []);
});

test('compose starts Caddy, PostgreSQL, Directus and Passerelle; ours is read-only and knows each of its settings', () => {
  const { services } = parse(read('compose.yaml')) as { services: Record<string, Service> };
  assert.deepEqual(Object.keys(services).sort(), ['caddy', 'directus', 'passerelle', 'postgres']);
  const ours = services.passerelle;
  assert.equal(ours?.read_only, true);
  const unknown = Object.keys(ours?.environment ?? {}).filter((name) => !known.has(name));
  assert.deepEqual(unknown, []);
  for (const [name, { image }] of Object.entries(services)) {
    if (image !== undefined) assert.match(image, /:\d/, `${name} names a version`);
  }
});

test('every variable that compose asks for stands in the example of its settings', () => {
  const wanted = new Set([...read('compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
  const offered = new Set([...read('.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name));
  assert.deepEqual([...wanted].sort(), [...offered].sort());
});

test('cloud-init is YAML, writes settings that exist, and starts what lies in deploy/systemd', () => {
  const text = read('scaleway/cloud-init.yaml');
  assert.match(text, /^#cloud-config\n/);
  const { write_files: files, runcmd } = parse(text) as {
    write_files: { path: string; content: string }[];
    runcmd: string[];
  };
  const env = files.find((file) => file.path === '/etc/passerelle/env')?.content ?? '';
  const names = [...env.matchAll(/^(\w+)=/gm)].map(([, name]) => name ?? '');
  assert.ok(names.length >= 6);
  assert.deepEqual(
    names.filter((name) => !known.has(name)),
    [],
  );
  assert.ok(runcmd.every((line) => typeof line === 'string'));
  for (const unit of ['passerelle.service', 'passerelle-backup.timer'])
    assert.match(read(`systemd/${unit}`), /^\[Install\]$/m);
});

test('the Terraform example parses, and a broken one does not', () => {
  const [found] = hcl.parseToObject(read('scaleway/main.tf')) as [{ resource: Record<string, unknown> } | null];
  assert.ok(found?.resource);
  for (const kind of [
    'scaleway_instance_server',
    'scaleway_rdb_instance',
    'scaleway_vpc_private_network',
    'scaleway_rdb_privilege',
  ]) {
    assert.ok(kind in found.resource, kind);
  }
  const [broken] = hcl.parseToObject('resource "a" "b" {') as [unknown];
  assert.ok(broken === null || broken === undefined, JSON.stringify(broken));
});

test('the unit stops with more time than a stop takes, as its own user, and restarts by itself', () => {
  const unit = read('systemd/passerelle.service');
  assert.ok(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]) > 20);
  assert.match(unit, /^User=passerelle$/m);
  assert.match(unit, /^Restart=always$/m);
});

test('the installed command line runs with the settings and the account of the service, and passes on what was typed', () => {
  const bin = mkdtempSync(path.join(tmpdir(), 'passerelle-systemd-run-'));
  try {
    writeFileSync(path.join(bin, 'systemd-run'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    const wrapper = path.join(folder, 'systemd/command-line.sh');
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    const given = execFileSync('sh', [wrapper, 'doctor', '--backups', 'a folder'], { env, encoding: 'utf8' }).split(
      '\n',
    );
    const unit = read('systemd/passerelle-backup.service');
    for (const name of ['User', 'Group', 'EnvironmentFile', 'Environment', 'UMask']) {
      const line = new RegExp(`^${name}=.*$`, 'm').exec(unit)?.[0] ?? name;
      assert.ok(given.includes(line), line);
    }
    const [node, program] = /^ExecStart=(\S+) (\S+) backup/m.exec(unit)?.slice(1) ?? [];
    assert.deepEqual(given.slice(-6), [node, program, 'doctor', '--backups', 'a folder', '']);
    for (const page of ['systemd/README.md', 'scaleway/cloud-init.yaml'])
      assert.match(read(page), /deploy\/systemd\/command-line\.sh \/usr\/local\/bin\/passerelle/, page);
  } finally {
    rmSync(bin, { recursive: true, force: true });
  }
});

test('a backup that hangs is ended before the next one is due', () => {
  const hours = Number(/^TimeoutStartSec=(\d+)h$/m.exec(read('systemd/passerelle-backup.service'))?.[1]);
  assert.ok(hours > 0 && hours < 24);
});

const faults: Record<string, [file: string, text: string]> = {
  'systemd units': ['systemd/passerelle.service', '[Service]\nType=exec\nExecStart=relative/path\n'],
  Caddyfile: ['caddy/Caddyfile', 'localhost {\n\treverse_proxi 127.0.0.1:3000\n}\n'],
  'roles.sh': ['postgres/roles.sh', 'if true; then\n'],
};

for (const validation of validationsOf(folder)) {
  const { what, program } = validation;
  test(`${what}: ${program} itself finds them valid, and finds a fault in them, where it is installed`, (t) => {
    const verdict = carryOut(validation);
    if (verdict.outcome === 'missing') return t.diagnostic(verdict.why);
    assert.equal(verdict.outcome, 'valid', verdict.why);
    const copy = mkdtempSync(path.join(tmpdir(), 'passerelle-deploy-'));
    try {
      cpSync(folder, copy, { recursive: true });
      const [file, text] = faults[what] ?? ['', ''];
      writeFileSync(path.join(copy, file), text);
      const planted = validationsOf(copy).find((one) => one.what === what);
      assert.ok(planted);
      assert.equal(carryOut(planted).outcome, 'not valid');
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });
}

test('each page says what of it has never been run', () => {
  for (const page of ['README.md', 'caddy/README.md', 'systemd/README.md', 'scaleway/README.md']) {
    assert.match(read(page), /Jamais exécuté ici/, page);
  }
});
