import { AppError } from '../errors/app-error.ts';
import { clearAfterDeath, type ExchangePorts } from './exchange.ts';

/**
 * Does something that fills an empty base, and empties it again. What one that died has left there is taken out first.
 * @throws AppError exchange.scratch_not_empty, exchange.being_filled, and then the base is left alone
 */
export async function inScratchBase<T>(ports: ExchangePorts, url: string, work: () => Promise<T>): Promise<T> {
  await clearAfterDeath(ports, url, 'scratch');
  await takeEmpty(ports, url);
  try {
    return await work();
  } finally {
    await ports.emptyBase(url);
  }
}

/** What is there before would be taken out afterwards. */
async function takeEmpty(ports: ExchangePorts, url: string): Promise<void> {
  const base = await ports.openBase(url, { readonly: false });
  try {
    const [shapes, migrations] = [await base.shapes(), await base.migrations()];
    if (shapes.length > 0 || migrations.length > 0) throw notEmpty();
    await ports.targetNoteOf(base).begin('scratch');
  } finally {
    await base.close();
  }
}

function notEmpty(): AppError {
  return new AppError(
    'exchange.scratch_not_empty',
    'conflict',
    'The scratch base holds tables; they were left alone. Give a base without any. / La base d’essai contient des tables ; rien n’y a été touché. Donnez une base sans tables.',
  );
}
