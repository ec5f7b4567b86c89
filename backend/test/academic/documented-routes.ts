import { Compile } from 'typebox/schema';
import type { HttpServer } from '../../src/http/server.ts';

export interface DocumentedParameter {
  name: string;
  in: string;
  schema: Record<string, unknown> & { enum?: string[]; 'x-list-of'?: string[]; format?: string; type?: string };
}

export interface DocumentedRoute {
  path: string;
  /** Of the query. */
  parameters: DocumentedParameter[];
  /** Names of the path's parameters. */
  pathParameters: string[];
  /** Whether a JSON answer of this status is as declared; undefined when the status is not declared. */
  check(status: number, body: unknown): boolean | undefined;
}

interface OpenApi {
  openapi: string;
  paths: Record<
    string,
    Record<
      string,
      {
        tags?: string[];
        parameters?: DocumentedParameter[];
        responses: Record<string, { content?: Record<string, { schema: object }> }>;
      }
    >
  >;
}

/** The document as integrators read it. */
async function documentOf(server: HttpServer): Promise<OpenApi> {
  const document = (await server.inject({ url: '/orchestrator/docs/openapi-orchestrator.json' })).json();
  return resolved(document, document) as OpenApi;
}

/** A document without references: what they point to stands in their place. */
function resolved(value: unknown, document: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((one) => resolved(one, document));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref } = value as { $ref?: string };
  if ($ref === undefined) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolved(one, document)]));
  }
  let target: unknown = document;
  for (const step of $ref.slice('#/'.length).split('/')) target = (target as Record<string, unknown>)[step];
  if (target === undefined) throw new Error(`${$ref} points to nothing`);
  return resolved(target, document);
}

/** Where programs of institutions read: the academic API and OneRoster. */
export const API_PREFIXES = ['/api/academic', '/ims/oneroster'];

/** Every GET of those that the document tells of. */
export async function documentedRoutes(server: HttpServer): Promise<DocumentedRoute[]> {
  const { paths } = await documentOf(server);
  return Object.entries(paths).flatMap(([path, { get }]) => {
    if (get === undefined || !API_PREFIXES.some((prefix) => path.startsWith(prefix))) return [];
    const schemas = new Map(
      Object.entries(get.responses).map(([status, { content }]) => [
        Number(status),
        content?.['application/json']?.schema,
      ]),
    );
    // Compiled when it is asked for: there are some hundred routes with nine statuses each.
    const checks = new Map<number, { Check(body: unknown): boolean } | undefined>();
    const checkOf = (status: number) => {
      const schema = schemas.get(status);
      if (!checks.has(status)) checks.set(status, schema === undefined ? undefined : Compile(schema));
      return checks.get(status);
    };
    return [
      {
        path,
        parameters: (get.parameters ?? []).filter((one) => one.in === 'query'),
        pathParameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
        check: (status: number, body: unknown) => checkOf(status)?.Check(body),
      },
    ];
  });
}
