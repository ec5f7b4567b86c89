import { isAfter, limited, pageFrom } from './keyset.view.ts';
import type { Page, PageRequest } from './page.ts';
import { isoSeconds, type Theme, tagsOf } from './records.ts';
import type { TenantQuery } from './tenant-query.view.ts';

export interface ThemeFilter {
  /** undefined = all. */
  status?: Theme['status'] | undefined;
  difficulty?: NonNullable<Theme['difficulty']> | undefined;
  updatedSince?: Date | undefined;
}

/** Themes by title, then id. */
export async function findThemes(tenant: TenantQuery, filter: ThemeFilter, request: PageRequest): Promise<Page<Theme>> {
  const matching = tenant
    .from('themes', 't')
    .$if(filter.status !== undefined, (q) => q.where('t.status', '=', filter.status ?? 'active'))
    .$if(filter.difficulty !== undefined, (q) => q.where('t.difficulty', '=', filter.difficulty ?? null))
    .$if(filter.updatedSince !== undefined, (q) => q.where('t.updated_at', '>=', filter.updatedSince ?? new Date(0)));
  const count = matching.select((eb) => eb.fn.countAll<number>().as('n'));
  const wanted = matching
    .$if(request.after !== undefined, (q) => q.where(isAfter(tenant.engine, 't', 'theme_id', request.after ?? [])))
    .select([
      't.theme_id',
      't.sort_key',
      't.title',
      't.description',
      't.tags',
      't.difficulty',
      't.source',
      't.status',
      't.created_at',
      't.updated_at',
    ])
    .$if(request.knownTotal === undefined, (q) => q.select(count.as('total')))
    .orderBy('t.sort_key')
    .orderBy('t.theme_id');
  const page = await pageFrom(
    await limited(wanted, request).execute(),
    request,
    async () => Number((await count.executeTakeFirst())?.n ?? 0),
    (row) => [row.sort_key, row.theme_id],
  );
  const rows = page.rows.map(
    (row): Theme => ({
      id: row.theme_id,
      title: row.title,
      description: row.description,
      tags: tagsOf(row.tags),
      difficulty: row.difficulty,
      source: row.source,
      status: row.status,
      created_at: isoSeconds(row.created_at),
      updated_at: isoSeconds(row.updated_at),
    }),
  );
  return { ...page, rows };
}
