import type { Choice, FieldDescription, Label } from './description.ts';

type More = Partial<Omit<FieldDescription, 'field' | 'label'>>;

/** The key that we make; nobody needs to see it. */
export function keyField(): FieldDescription {
  return {
    field: 'id',
    label: { fr: 'Clé interne', en: 'Internal key' },
    interface: 'input',
    locked: 'always',
    isHidden: true,
    special: ['uuid'],
  };
}

export function tenantField(): FieldDescription {
  return toOne('tenant_id', { fr: 'Établissement', en: 'Institution' }, '{{name}}', {
    locked: 'once saved',
    isRequired: true,
  });
}

/** The same where the column has no foreign key, so that Directus knows no relation. */
export function tenantChoice(): FieldDescription {
  return {
    field: 'tenant_id',
    label: { fr: 'Établissement', en: 'Institution' },
    note: { fr: 'Celui de l’apprenant', en: 'That of the learner' },
    interface: 'select-dropdown',
    options: { allowOther: true },
    display: 'labels',
    width: 'half',
    isRequired: true,
    isTenantChoice: true,
  };
}

export function text(field: string, label: Label, more: More = {}): FieldDescription {
  return { field, label, interface: 'input', width: 'half', ...more };
}

export function longText(field: string, label: Label, more: More = {}): FieldDescription {
  return { field, label, interface: 'input-multiline', width: 'full', ...more };
}

/** A whole number that is not negative. */
export function count(field: string, label: Label, more: More = {}): FieldDescription {
  return {
    field,
    label,
    interface: 'input',
    options: { min: 0 },
    width: 'half',
    validation: {
      rule: { _or: [{ [field]: { _gte: 0 } }, { [field]: { _null: true } }] },
      message: { fr: 'Un nombre négatif n’a pas de sens ici.', en: 'A negative number makes no sense here.' },
    },
    ...more,
  };
}

/** A fraction from 0 to 1. */
export function fraction(field: string, label: Label, more: More = {}): FieldDescription {
  return {
    field,
    label,
    interface: 'input',
    options: { min: 0, max: 1, step: 0.01 },
    width: 'half',
    validation: {
      rule: { _or: [{ [field]: { _between: [0, 1] } }, { [field]: { _null: true } }] },
      message: {
        fr: 'Le score va de 0 à 1 : 0,8 pour 80 %.',
        en: 'The score goes from 0 to 1: 0.8 for 80%.',
      },
    },
    ...more,
  };
}

export function instant(field: string, label: Label, more: More = {}): FieldDescription {
  // MariaDB's columns know no zone: said to be instants, they are read and written in UTC.
  const special = ['cast-timestamp'];
  return { field, label, interface: 'datetime', display: 'datetime', width: 'half', special, ...more };
}

/** When a row was made or changed: kept by the database. */
export function kept(field: string, label: Label): FieldDescription {
  return instant(field, label, { locked: 'always' });
}

/** One of a closed set of words. */
export function choice(field: string, label: Label, choices: readonly Choice[], more: More = {}): FieldDescription {
  const values = choices.map(({ value }) => value);
  return {
    field,
    label,
    interface: 'select-dropdown',
    display: 'labels',
    choices,
    width: 'half',
    validation: {
      rule: { _or: [{ [field]: { _in: values } }, { [field]: { _null: true } }] },
      message: {
        fr: `Choisissez une des valeurs proposées : ${values.join(', ')}.`,
        en: `Choose one of the values offered: ${values.join(', ')}.`,
      },
    },
    ...more,
  };
}

export function toOne(field: string, label: Label, template: string, more: More = {}): FieldDescription {
  return {
    field,
    label,
    interface: 'select-dropdown-m2o',
    options: { template },
    display: 'related-values',
    displayOptions: { template },
    special: ['m2o'],
    width: 'half',
    ...more,
  };
}

const GREEN = 'var(--theme--success)';
const GREY = 'var(--theme--foreground-subdued)';

/** `active` or `inactive`, the two states of most rows. */
export const ACTIVE_OR_NOT: readonly Choice[] = [
  { value: 'active', label: { fr: 'Actif', en: 'Active' }, color: GREEN },
  { value: 'inactive', label: { fr: 'Inactif', en: 'Inactive' }, color: GREY },
];

export const COLOURS = { good: GREEN, quiet: GREY, wait: 'var(--theme--warning)', bad: 'var(--theme--danger)' };
