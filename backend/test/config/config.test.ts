import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, parseConfig } from '../../src/config/config.ts';

const faultsOf = (environment: Record<string, string>, file: Record<string, string> = {}): readonly string[] => {
  try {
    parseConfig(environment, file);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
};

test('an empty environment gives the development defaults of the documentation', () => {
  const config = parseConfig({});
  assert.equal(config.databaseUrl, 'sqlite:./dev.sqlite');
  assert.equal(config.port, 3000);
  assert.equal(config.nodeEnv, 'development');
  assert.equal(config.apiUrl, 'http://127.0.0.1:3000');
  assert.equal(config.practiceLmsPort, 3001);
  assert.equal(config.allowPrivateNetworks, true);
});

test('every fault is listed at once, not only the first', () => {
  const faults = faultsOf({ PORT: 'x', DATABASE_URL: 'oracle://x', NODE_ENV: 'prod' }, { DATABSE_URL: 'sqlite:./a' });
  assert.equal(faults.length, 4);
  assert.match(faults.join('\n'), /DATABSE_URL/);
});

test('production without a secret key or with a plain http address does not start', () => {
  const faults = faultsOf({ NODE_ENV: 'production', API_URL: 'http://api.exemple.fr' });
  assert.equal(faults.length, 2);
  assert.match(faults.join('\n'), /SECRET_KEY/);
  assert.match(faults.join('\n'), /https/);
});

test('production forbids private networks unless they are allowed by name', () => {
  const production = { NODE_ENV: 'production', API_URL: 'https://api.exemple.fr', SECRET_KEY: 'x'.repeat(32) };
  assert.equal(parseConfig(production).allowPrivateNetworks, false);
  assert.equal(parseConfig({ ...production, ALLOW_PRIVATE_NETWORKS: 'true' }).allowPrivateNetworks, true);
});

test('a variable of the process wins over the same one in the file', () => {
  assert.equal(parseConfig({ PORT: '4000' }, { PORT: '5000' }).port, 4000);
  assert.equal(parseConfig({}, { PORT: '5000' }).port, 5000);
});

test('a configuration cannot be changed after it was read', () => {
  assert.ok(Object.isFrozen(parseConfig({})));
});
