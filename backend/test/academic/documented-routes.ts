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
  return (await server.inject({ url: '/orchestrator/docs/openapi-orchestrator.json' })).json();
}

/** Every GET of the academic API that the document tells of. */
export async function documentedRoutes(server: HttpServer): Promise<DocumentedRoute[]> {
  const { paths } = await documentOf(server);
  return Object.entries(paths).flatMap(([path, { get }]) => {
    if (get === undefined || !path.startsWith('/api/academic')) return [];
    const checks = new Map(
      Object.entries(get.responses).flatMap(([status, { content }]) => {
        const schema = content?.['application/json']?.schema;
        return schema === undefined ? [] : [[Number(status), Compile(schema)] as const];
      }),
    );
    return [
      {
        path,
        parameters: (get.parameters ?? []).filter((one) => one.in === 'query'),
        check: (status: number, body: unknown) => checks.get(status)?.Check(body),
      },
    ];
  });
}
