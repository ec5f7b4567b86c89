import type { Command } from 'commander';
import { print, tableOf, withExamples } from '../cli/output.ts';
import { AppError } from '../errors/app-error.ts';
import type { KeyRotation, ListedKey } from './key-rotation.ts';
import { publicPemOf } from './signing-keys.ts';

const HOUR_MS = 3600_000;
const NO_KEY = 'No key yet: the first launch or the first look at /lti/jwks makes one. / Pas encore de clé.';

/** `passerelle lti-keys list|rotate`: the keys by which platforms know us. */
export function registerLtiKeyCommands(program: Command, open: () => Promise<KeyRotation>): void {
  const keys = program.command('lti-keys').description('the keys with which Passerelle signs for the LMS');
  withExamples(
    keys
      .command('list')
      .description('show the keys: active signs, published is known to platforms, retired is gone')
      .option('--pem', 'the public key that signs now, to paste where an LMS asks for an "RSA key"'),
    'passerelle lti-keys list',
    'passerelle lti-keys list --pem',
  ).action(async (options: { pem?: boolean; json?: boolean }) => {
    const listed = await (await open()).list();
    if (options.pem === true) showPem(listed, options);
    else show(listed, options);
  });
  withExamples(
    keys
      .command('rotate')
      .description('make a new key; the old one stays published for a day after the new one has begun to sign')
      .option('--after <hours>', 'when the new key begins to sign: platforms fetch it meanwhile', '24')
      .option(
        '--now',
        'emergency: the new key signs at once (running servers follow within a minute), the old ones are published no more',
      ),
    'passerelle lti-keys rotate',
    'passerelle lti-keys rotate --after 1',
    'passerelle lti-keys rotate --now',
  ).action(async (options: { after: string; now?: boolean; json?: boolean }) => {
    const hours = Number(options.after);
    if (!Number.isFinite(hours) || hours < 0 || hours > 720 || options.after.trim() === '') {
      throw new AppError('lti.bad_hours', 'invalid', '--after is a number of hours from 0 to 720.');
    }
    const rotation = await open();
    show(await (options.now === true ? rotation.replaceNow() : rotation.rotate(hours * HOUR_MS)), options);
  });
}

function showPem(keys: readonly ListedKey[], options: { json?: boolean }): void {
  const active = keys.find((key) => key.status === 'active');
  if (active === undefined) throw new AppError('lti.no_active_key', 'not_found', NO_KEY);
  const pem = publicPemOf(active.public_jwk);
  print({ json: { id: active.id, pem }, text: pem.trimEnd() }, options);
}

function show(keys: readonly ListedKey[], options: { json?: boolean }): void {
  const cells = keys.map((key) => [key.id, key.status, key.created_at.toISOString(), nextOf(key)]);
  print({ json: keys, text: tableOf(['key (kid)', 'status', 'made', 'next'], cells, NO_KEY) }, options);
}

function nextOf({ activate_at: activateAt, retire_at: retireAt, retired_at: retiredAt }: ListedKey): string {
  if (activateAt !== null) return `signs from ${activateAt.toISOString()}`;
  if (retiredAt !== null) return `retired ${retiredAt.toISOString()}`;
  return retireAt === null ? '' : `retired from ${retireAt.toISOString()}`;
}
