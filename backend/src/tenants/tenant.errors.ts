import { AppError } from '../errors/app-error.ts';

/** AppError tenants.unknown_tenant: nobody has added an institution of that id. */
export function unknownTenant(id: string): AppError {
  return new AppError(
    'tenants.unknown_tenant',
    'not_found',
    `There is no institution "${id}". Add it with: passerelle tenants add --id ${id} --name "…" / ` +
      `Il n’y a pas d’établissement « ${id} » : ajoutez-le avec passerelle tenants add.`,
  );
}
