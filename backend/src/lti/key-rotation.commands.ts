import type { Command } from 'commander';
import { print, tableOf, withExamples } from '../cli/output.ts';
import { AppError } from '../errors/app-error.ts';
import type { KeyRotation, ListedKey } from './key-rotation.ts';

const HOUR_MS = 3600_000;

/** `passerelle lti-keys list|rotate`: the keys by which platforms know us. */
export function registerLtiKeyCommands(program: Command, open: () => Promise<KeyRotation>): void {
  const keys = program.command('lti-keys').description('the keys with which Passerelle signs for the LMS');
  withExamples(
    keys.command('list').description('show the keys: active signs, published is known to platforms, retired is gone'),
    'passerelle lti-keys list',
  ).action(async (options: { json?: boolean }) => show(await (await open()).list(), options));
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

function show(keys: readonly ListedKey[], options: { json?: boolean }): void {
  const cells = keys.map((key) => [key.id, key.status, key.created_at.toISOString(), nextOf(key)]);
  const none = 'No key yet: the first launch or the first look at /lti/jwks makes one. / Pas encore de clé.';
  print({ json: keys, text: tableOf(['key (kid)', 'status', 'made', 'next'], cells, none) }, options);
}

function nextOf({ activate_at: activateAt, retire_at: retireAt, retired_at: retiredAt }: ListedKey): string {
  if (activateAt !== null) return `signs from ${activateAt.toISOString()}`;
  if (retiredAt !== null) return `retired ${retiredAt.toISOString()}`;
  return retireAt === null ? '' : `retired from ${retireAt.toISOString()}`;
}
