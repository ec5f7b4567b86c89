import type { CollectionDescription } from './description.ts';
import { COLOURS, choice, count, instant, kept, keyField, longText, text, toOne } from './field-kinds.ts';

const FOLDER = 'passerelle_api';

const apiKeys: CollectionDescription = {
  collection: 'api_keys',
  label: { fr: 'Clés API', en: 'API keys' },
  singular: { fr: 'Clé API', en: 'API key' },
  icon: 'vpn_key',
  folder: FOLDER,
  note: { fr: 'Créez-en avec « passerelle keys create »', en: 'Make some with "passerelle keys create"' },
  template: '{{owner}} · …{{last4}}',
  editing: 'people',
  isForTeachers: false,
  columns: ['owner', 'tenant_id', 'status', 'scopes', 'last4', 'last_used_at', 'expires_at'],
  sort: 'owner',
  fields: [
    text('id', { fr: 'Identifiant', en: 'Id' }, { locked: 'always' }),
    toOne('tenant_id', { fr: 'Établissement', en: 'Institution' }, '{{name}}', { locked: 'once saved' }),
    text('owner', { fr: 'Titulaire', en: 'Owner' }, { isRequired: true }),
    choice('status', { fr: 'État', en: 'State' }, [
      { value: 'active', label: { fr: 'Active', en: 'Active' }, color: COLOURS.good },
      { value: 'suspended', label: { fr: 'Suspendue', en: 'Suspended' }, color: COLOURS.wait },
      { value: 'revoked', label: { fr: 'Révoquée', en: 'Revoked' }, color: COLOURS.bad },
    ]),
    text(
      'scopes',
      { fr: 'Droits', en: 'Scopes' },
      {
        width: 'full',
        validation: {
          rule: {
            scopes: { _regex: '^\\s*\\[\\s*"academic:(read|export)"(\\s*,\\s*"academic:(read|export)")*\\s*\\]\\s*$' },
          },
          message: {
            fr: 'Droit inconnu. Écrivez ["academic:read"] ou ["academic:read","academic:export"].',
            en: 'Unknown scope. Write ["academic:read"] or ["academic:read","academic:export"].',
          },
        },
      },
    ),
    count('quota_per_minute', { fr: 'Appels par minute', en: 'Calls per minute' }),
    count('quota_per_hour', { fr: 'Appels par heure', en: 'Calls per hour' }),
    count('quota_daily', { fr: 'Appels par jour', en: 'Calls per day' }),
    instant('expires_at', { fr: 'Expire le', en: 'Expires' }),
    text('prefix', { fr: 'Début de la clé', en: 'Start of the key' }, { locked: 'always' }),
    text('last4', { fr: 'Fin de la clé', en: 'End of the key' }, { locked: 'always' }),
    instant('last_used_at', { fr: 'Dernier appel', en: 'Last call' }, { locked: 'always' }),
    text('last_used_ip', { fr: 'Adresse du dernier appel', en: 'Address of the last call' }, { locked: 'always' }),
    text('allowed_ips', { fr: 'Adresses permises', en: 'Allowed addresses' }),
    // Read as stars by everybody, the administrator included.
    text('key_hash', { fr: 'Empreinte', en: 'Hash' }, { locked: 'always', isHidden: true, special: ['conceal'] }),
    text('rotated_from', { fr: 'Remplace', en: 'Replaces' }, { locked: 'always', isHidden: true }),
    instant('revoked_at', { fr: 'Révoquée le', en: 'Revoked' }, { locked: 'always' }),
    longText('metadata', { fr: 'Notes', en: 'Metadata' }),
    kept('created_at', { fr: 'Créée le', en: 'Made' }),
    kept('updated_at', { fr: 'Modifiée le', en: 'Changed' }),
  ],
};

const syncLogs: CollectionDescription = {
  collection: 'sync_logs',
  label: { fr: 'Journal', en: 'Journal' },
  singular: { fr: 'Appel', en: 'Call' },
  icon: 'receipt_long',
  folder: FOLDER,
  note: { fr: 'Un appel de l’API académique', en: 'A call of the academic API' },
  template: '{{created_at}} · {{status}}',
  editing: 'passerelle',
  isForTeachers: false,
  columns: ['created_at', 'tenant_id', 'api_key_id', 'status', 'metadata'],
  sort: '-created_at',
  fields: [
    keyField(),
    text('tenant_id', { fr: 'Établissement', en: 'Institution' }),
    text('api_key_id', { fr: 'Clé API', en: 'API key' }),
    choice('status', { fr: 'Résultat', en: 'Result' }, [
      { value: 'ok', label: { fr: 'Réussi', en: 'Succeeded' }, color: COLOURS.good },
      { value: 'error', label: { fr: 'En erreur', en: 'Failed' }, color: COLOURS.bad },
    ]),
    text('direction', { fr: 'Sens', en: 'Direction' }),
    text('type', { fr: 'Type', en: 'Type' }),
    longText('metadata', { fr: 'Détails', en: 'Details' }),
    kept('created_at', { fr: 'Date', en: 'Date' }),
  ],
};

export const apiCollections: readonly CollectionDescription[] = [apiKeys, syncLogs];
