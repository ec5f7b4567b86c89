import { AppError } from '../errors/app-error.ts';
import { type CopyRequest, copyBase, type ExchangePorts, type Watch } from './exchange.ts';
import type { Filled } from './fill.ts';

/** A move that was tried. */
export interface Rehearsed extends Filled {
  /** What the move takes between the same two servers: copy, and reading everything again. */
  seconds: number;
}

/**
 * Does the whole move into a scratch base and takes it out of there again.
 * @throws AppError exchange.scratch_not_empty, and then the base is left alone
 */
export async function rehearse(
  ports: ExchangePorts & { emptyBase(url: string): Promise<void> },
  request: CopyRequest,
  watch: Watch,
): Promise<Rehearsed> {
  await refuseUsed(ports, request.to);
  const started = performance.now();
  try {
    const filled = await copyBase(ports, request, watch);
    return { ...filled, seconds: Math.round((performance.now() - started) / 100) / 10 };
  } finally {
    await ports.emptyBase(request.to);
  }
}

/** What is there before would be taken out afterwards. */
async function refuseUsed(ports: ExchangePorts, url: string): Promise<void> {
  const base = await ports.openBase(url, { readonly: false });
  try {
    const [shapes, migrations] = [await base.shapes(), await base.migrations()];
    if (shapes.length === 0 && migrations.length === 0) return;
  } finally {
    await base.close();
  }
  throw new AppError(
    'exchange.scratch_not_empty',
    'conflict',
    'The scratch base holds tables; they were left alone. Give a base without any. / La base d’essai contient des tables ; rien n’y a été touché.',
  );
}
