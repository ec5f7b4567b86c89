import { bookmarkNames, bookmarkPresets } from './bookmarks.ts';
import { collections } from './collections.ts';
import { dashboardMetadata } from './dashboard.ts';
import { type KnownModel, modelSteps, readModel } from './data-model.ts';
import type { Choice, CollectionDescription, Language } from './description.ts';
import type { DirectusApi, KnownCollection } from './directus-api.ts';
import { inCalls, rowStep, type Step } from './installation-steps.ts';
import { removalSteps } from './removal.ts';
import { type Permission, type RoleMetadata, rolesMetadata } from './roles.ts';
import { listPreset, type Metadata } from './wanted-metadata.ts';

export interface ApplyOptions {
  /** Of texts that Directus keeps in one language: notes, choices, bookmarks, the dashboard. */
  readonly language: Language;
  /** Say what would be done, do nothing. */
  readonly isDryRun: boolean;
  /** Take everything away again instead. */
  readonly isRemoval: boolean;
  /** Called before each call. */
  onStep(what: string, done: number, of: number): void;
}

export interface ApplyReport {
  readonly made: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** How many things were as wanted. */
  readonly same: number;
}

/**
 * Brings Directus' metadata to what this version wants; a second run finds nothing to do. Tables are never changed: only
 * calls that write Directus' own tables are made.
 * @throws AppError directus.*
 */
export async function applyToDirectus(api: DirectusApi, options: ApplyOptions): Promise<ApplyReport> {
  await clearSchemaCache(api);
  const model = await modelWithTenants(api, options);
  const rows = await readRows(api);
  const steps = options.isRemoval
    ? removalSteps(model, collections, ownRows(rows))
    : [
        ...modelSteps(model, withTenants(await readTenants(api, model)), options.language),
        ...rowSteps(rows, options.language),
      ];
  const due = steps.filter(({ run }) => run !== undefined);
  if (!options.isDryRun) {
    let done = 0;
    for (const { steps: some, run } of inCalls(due)) {
      options.onStep(some[0]?.what ?? '', done, due.length);
      await run(api);
      done += some.length;
    }
    if (due.length > 0) await clearSchemaCache(api);
  }
  const named = (outcome: Step['outcome']) => steps.filter((one) => one.outcome === outcome).map(({ what }) => what);
  return {
    made: named('made'),
    changed: named('changed'),
    removed: named('removed'),
    same: named('same').length,
  };
}

/** Of more institutions than this, one is typed. */
const MOST_CHOICES = 200;

/** After a removal the table of institutions is asleep, and its rows cannot be read: it is woken first. */
async function modelWithTenants(api: DirectusApi, { isDryRun, isRemoval }: ApplyOptions): Promise<KnownModel> {
  const model = await readModel(api);
  if (isDryRun || isRemoval || tenantsOf(model)?.meta?.status !== 'inactive') return model;
  await api.send('PATCH', '/collections/tenants', { meta: { status: 'active' } });
  await clearSchemaCache(api);
  return readModel(api);
}

function tenantsOf({ collections: known }: KnownModel): KnownCollection | undefined {
  return known.find(({ collection, schema }) => collection === 'tenants' && schema !== null);
}

async function readTenants(api: DirectusApi, model: KnownModel): Promise<Choice[]> {
  const table = tenantsOf(model);
  if (table === undefined || table.meta?.status === 'inactive') return [];
  const path = `/items/tenants?fields=id,name&sort=name&limit=${MOST_CHOICES}`;
  const tenants = await api.get<{ id: string; name: string }[]>(path);
  return tenants.map(({ id, name }) => ({ value: id, label: { fr: name, en: name } }));
}

function withTenants(choices: readonly Choice[]): CollectionDescription[] {
  return collections.map((one) => ({
    ...one,
    fields: one.fields.map((field) => (field.isTenantChoice ? { ...field, choices } : field)),
  }));
}

/** Makes Directus read the tables again. Until then it writes nothing into a column that is new to it, without a word. */
export async function clearSchemaCache(api: Pick<DirectusApi, 'send'>): Promise<void> {
  await api.send('POST', '/utils/cache/clear?system');
}

/** Rows of Directus' own tables, all columns. */
interface KnownRows {
  readonly presets: readonly Metadata[];
  readonly dashboards: readonly Metadata[];
  readonly panels: readonly Metadata[];
  readonly roles: readonly Metadata[];
  readonly policies: readonly Metadata[];
  readonly access: readonly Metadata[];
  readonly permissions: readonly Metadata[];
}

async function readRows(api: DirectusApi): Promise<KnownRows> {
  const all = (table: string) => api.get<Metadata[]>(`/${table}?limit=-1`);
  const [presets, dashboards, panels, roles, policies, access, permissions] = await Promise.all([
    // Those of single persons are theirs.
    api.get<Metadata[]>('/presets?limit=-1&filter[user][_null]=true&filter[role][_null]=true'),
    all('dashboards'),
    all('panels'),
    all('roles'),
    all('policies'),
    all('access'),
    all('permissions'),
  ]);
  return { presets, dashboards, panels, roles, policies, access, permissions };
}

function rowSteps(known: KnownRows, language: Language): Step[] {
  const byId = (rows: readonly Metadata[], id: unknown) => rows.find((row) => row.id === id);
  const { dashboard, panels } = dashboardMetadata(language);
  return [
    ...collections.map((one) => {
      const found = known.presets.find((p) => p.bookmark === null && p.collection === one.collection);
      return rowStep(`list of ${one.collection}`, '/presets', listPreset(one), found);
    }),
    ...bookmarkPresets(language).map((wanted, i) => {
      const names = Object.values(bookmarkNames[i] ?? {}) as unknown[];
      const found = known.presets.find((p) => p.collection === wanted.collection && names.includes(p.bookmark));
      return rowStep(`bookmark ${String(wanted.bookmark)}`, '/presets', wanted, found);
    }),
    rowStep('dashboard', '/dashboards', dashboard, byId(known.dashboards, dashboard.id)),
    ...panels.map((panel) => rowStep(`panel ${String(panel.name)}`, '/panels', panel, byId(known.panels, panel.id))),
    ...rolesMetadata(collections, language).flatMap((role) => roleSteps(known, role)),
  ];
}

function roleSteps(known: KnownRows, { role, policy, access, permissions }: RoleMetadata): Step[] {
  const byId = (rows: readonly Metadata[], id: string) => rows.find((row) => row.id === id);
  const there = known.permissions.filter((row) => row.policy === policy.id);
  const isSame = (a: Metadata, b: Metadata) => a.collection === b.collection && a.action === b.action;
  const missing = permissions.filter((one) => !there.some((row) => isSame(row, one)));
  return [
    rowStep(`role ${String(role.name)}`, '/roles', role, byId(known.roles, role.id)),
    rowStep(`policy ${String(policy.name)}`, '/policies', policy, byId(known.policies, policy.id)),
    rowStep(`policy of role ${String(role.name)}`, '/access', access, byId(known.access, access.id)),
    permissionsStep(`rights of ${String(policy.name)}`, missing, there.length),
  ];
}

function permissionsStep(what: string, missing: readonly Permission[], there: number): Step {
  if (missing.length === 0) return { what, outcome: 'same' };
  return {
    what,
    outcome: there === 0 ? 'made' : 'changed',
    run: (api) => api.send('POST', '/permissions', missing),
  };
}

/** What of all these rows this installer has made: found by the ids and names that it gives. */
function ownRows(known: KnownRows): { what: string; path: string }[] {
  const roles = rolesMetadata(collections, 'fr');
  const ids = new Set(roles.flatMap(({ role, policy }) => [role.id, policy.id]));
  const { dashboard } = dashboardMetadata('fr');
  const names = bookmarkNames.flatMap((name) => Object.values(name) as unknown[]);
  const wanted = new Set(collections.map(({ collection }) => collection as unknown));
  const own = (table: string, rows: readonly Metadata[], isOwn: (row: Metadata) => boolean) =>
    rows.filter(isOwn).map((row) => ({
      what: `${table} ${String(row.name ?? row.bookmark ?? row.collection)}`,
      path: `/${table}/${String(row.id)}`,
    }));
  return [
    ...own(
      'presets',
      known.presets,
      (row) => wanted.has(row.collection) && (row.bookmark === null || names.includes(row.bookmark)),
    ),
    ...own('dashboards', known.dashboards, (row) => row.id === dashboard.id),
    ...own('roles', known.roles, (row) => ids.has(String(row.id))),
    ...own('policies', known.policies, (row) => ids.has(String(row.id))),
  ];
}
