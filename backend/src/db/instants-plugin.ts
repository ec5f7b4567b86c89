import type {
  KyselyPlugin,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryResult,
  RootOperationNode,
  UnknownRow,
} from 'kysely';

/** SQLite answers instants as integers: every column whose name ends in `_at` or is `lease_until` becomes a Date again. */
export class InstantsPlugin implements KyselyPlugin {
  transformQuery(args: PluginTransformQueryArgs): RootOperationNode {
    return args.node;
  }

  async transformResult(args: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    for (const row of args.result.rows) {
      for (const column in row) {
        const value = row[column];
        if (typeof value === 'number' && isInstantColumn(column)) row[column] = new Date(value);
      }
    }
    return args.result;
  }
}

/** By the naming rule: instants end in `_at` (or `_until`), nothing else does. */
function isInstantColumn(name: string): boolean {
  return name.endsWith('_at') || name.endsWith('_until');
}
