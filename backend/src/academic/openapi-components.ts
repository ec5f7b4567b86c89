/** What of an OpenAPI document is looked at here. */
export interface OpenApiDocument {
  paths?: Record<string, Record<string, OpenApiOperation> | undefined>;
  components?: Record<string, Record<string, unknown>>;
}

type Responses = Record<string, unknown>;

interface OpenApiOperation {
  parameters?: unknown[];
  responses?: Responses;
}

const METHODS = ['get', 'post'];

/**
 * The same document with what repeats said once, under components: parameters, refusals and titled records. A hundred routes
 * that each say everything would make a document of a megabyte, which a browser shows after seconds.
 */
export function withComponents<D extends OpenApiDocument>(document: D): D {
  const operations = Object.values(document.paths ?? {}).flatMap((path) =>
    Object.entries(path ?? {}).flatMap(([method, operation]) => (METHODS.includes(method) ? [operation] : [])),
  );
  const schemas = new Shared('schemas', []);
  for (const operation of operations) operation.responses = titledOnce(operation.responses ?? {}, schemas) as Responses;
  const parameters = new Shared(
    'parameters',
    operations.flatMap(({ parameters: all = [] }) => all),
  );
  const responses = new Shared(
    'responses',
    operations.flatMap(({ responses: all = {} }) => Object.values(all)),
  );
  for (const operation of operations) {
    operation.parameters =
      operation.parameters?.map((one) => parameters.said(one, (one as { name: string }).name)) ?? [];
    operation.responses = Object.fromEntries(
      Object.entries(operation.responses ?? {}).map(([status, one]) => [
        status,
        responses.said(one, `Status${status}`),
      ]),
    );
  }
  const components = { parameters: parameters.all(), responses: responses.all(), schemas: schemas.all() };
  return { ...document, components: { ...document.components, ...components } };
}

/** A value with every titled schema in it replaced by a reference. */
function titledOnce(value: unknown, schemas: Shared): unknown {
  if (Array.isArray(value)) return value.map((one) => titledOnce(one, schemas));
  if (typeof value !== 'object' || value === null) return value;
  const inside = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, titledOnce(one, schemas)]));
  const { title } = inside;
  return typeof title === 'string' && inside.type === 'object' ? schemas.always(inside, title) : inside;
}

/** Values of one section of components, by their text. */
class Shared {
  readonly #section: string;
  readonly #counts = new Map<string, number>();
  readonly #names = new Map<string, string>();
  readonly #values: Record<string, unknown> = {};

  constructor(section: string, values: readonly unknown[]) {
    this.#section = section;
    for (const value of values) {
      const text = JSON.stringify(value);
      this.#counts.set(text, (this.#counts.get(text) ?? 0) + 1);
    }
  }

  repeats(value: unknown): boolean {
    return (this.#counts.get(JSON.stringify(value)) ?? 0) > 1;
  }

  /** A reference where the value repeats, else the value. */
  said(value: unknown, name: string): unknown {
    return this.repeats(value) ? this.always(value, name) : value;
  }

  /** A reference to the value, under this name or the next free one like it. */
  always(value: unknown, name: string): { $ref: string } {
    const text = JSON.stringify(value);
    let own = this.#names.get(text);
    for (let n = 1; own === undefined; n++) {
      const free = n === 1 ? name : `${name}${n}`;
      if (free in this.#values) continue;
      own = free;
      this.#names.set(text, own);
      this.#values[own] = value;
    }
    return { $ref: `#/components/${this.#section}/${own}` };
  }

  all(): Record<string, unknown> {
    return this.#values;
  }
}
