import { AppError } from '../errors/app-error.ts';
import { unseal } from '../lti/signing-keys-seal.ts';
import type { RowSource } from './compare.ts';
import type { Row, TableShape } from './movable-base.ts';

/** Where secrets lie encrypted, and what each is bound to. */
const SEALED: Record<string, { column: string; boundTo: (value: (column: string) => string) => string }> = {
  signing_keys: { column: 'private_key', boundTo: (value) => value('id') },
  platform_secrets: { column: 'secret', boundTo: (value) => `${value('platform_id')} ${value('kind')}` },
  jwt_issuers: { column: 'secret', boundTo: (value) => value('id') },
};

/**
 * Whether SECRET_KEY opens what is encrypted in the source. Secrets are moved as they are, so the other side needs the same
 * SECRET_KEY.
 * @returns how many secrets there are
 * @throws AppError exchange.secret_key_mismatch, before anything is moved
 */
export async function checkSecrets(
  source: RowSource,
  shapes: readonly TableShape[],
  secretKey: string,
): Promise<number> {
  let opened = 0;
  for (const shape of shapes) {
    const sealed = SEALED[shape.name];
    if (sealed === undefined) continue;
    for await (const rows of source.read(shape)) {
      for (const row of rows) opened += open(row, shape, sealed, secretKey);
    }
  }
  return opened;
}

function open(row: Row, shape: TableShape, sealed: (typeof SEALED)[string], secretKey: string): number {
  const value = (column: string): string => String(row[shape.columns.findIndex(({ name }) => name === column)]);
  const text = value(sealed.column);
  if (!text.startsWith('v1.')) return 0;
  try {
    unseal(text, secretKey, sealed.boundTo(value));
    return 1;
  } catch (cause) {
    throw new AppError(
      'exchange.secret_key_mismatch',
      'conflict',
      `SECRET_KEY is not the one that encrypted ${shape.name}; nothing was moved. Set the SECRET_KEY of the installation the data comes from, here and on the new server. / SECRET_KEY n’est pas celle qui a chiffré ${shape.name} ; rien n’a été copié. Reprenez la SECRET_KEY de l’installation d’origine.`,
      undefined,
      { cause },
    );
  }
}
