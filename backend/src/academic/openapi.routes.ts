import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { HttpServer } from '../http/server.ts';
import { type OpenApiDocument, withComponents } from './openapi-components.ts';

const FOLDER = '/orchestrator/docs';
const NAME = 'openapi-orchestrator';

const overview = (
  apiUrl: string,
) => `API en lecture seule pour les ENT et LMS : étudiants, classes, promotions, thèmes, affectations, statistiques et export complet.

**Authentification** : une clé dans l’en-tête \`X-API-Key\`, ou un jeton \`Authorization: Bearer\`. L’en-tête \`X-Orchestrator-Id\` nomme l’établissement ; il est facultatif avec une clé.

**Quotas** : par minute, heure et jour (UTC). Chaque réponse les donne dans \`X-RateLimit-*\` ; au-delà, 429 avec \`Retry-After\`. Un appel refusé ne consomme rien.

**Listes** : \`limit\` au plus 500, \`offset\`, ou \`cursor\` pour tout lire. \`ETag\` et \`If-None-Match\` évitent de recharger ce qui n’a pas changé.

**Erreurs** : toujours \`{error, message, request_id}\` ; \`error\` est stable.

**Pour des programmes** : ce document en [YAML](${apiUrl}${FOLDER}/${NAME}.yaml) et en [JSON](${apiUrl}${FOLDER}/${NAME}.json), version 1.0.

---

Read-only API for school portals and LMS. Authenticate with \`X-API-Key\` or a bearer token; quotas per UTC minute, hour and day; lists of at most 500 rows with \`offset\` or \`cursor\`; errors are \`{error, message, request_id}\`.`;

/** One style attribute that the page's own markup carries. */
const INLINE_STYLE = "'unsafe-hashes' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='";

/** On a phone descriptions go below names, and answers have the width of the page. */
const NARROW = `@media (max-width: 640px) {
  .swagger-ui .opblock-tag { flex-wrap: wrap; font-size: 20px; }
  .swagger-ui .opblock-tag small { flex: 1 0 100%; order: 3; padding: 4px 0 0; }
  .swagger-ui .opblock-tag .expand-operation { margin-left: auto; }
  .swagger-ui .parameters-container, .swagger-ui .responses-inner { padding: 10px; }
  .swagger-ui table.responses-table, .swagger-ui table.responses-table tbody { display: block; }
  .swagger-ui table.responses-table thead, .swagger-ui .response-col_links { display: none; }
  .swagger-ui .responses-table tr.response, .swagger-ui .response-col_status, .swagger-ui .response-col_description { display: block; width: auto; }
  .swagger-ui .parameters-col_name { width: 8em; min-width: 0; }
}
`;

/** The page and everything it loads come from here, and nothing may show it in a frame. */
const PAGE_POLICY =
  `default-src 'none'; script-src 'self'; style-src 'self' ${INLINE_STYLE}; ` +
  "img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The documentation made of the routes: register it before them. It stands at the address that the public documentation
 * names, and as a page at /docs that loads nothing from elsewhere.
 * @param apiUrl our public address
 */
export async function serveDocumentation(server: HttpServer, apiUrl: string): Promise<void> {
  await server.register(swagger, {
    hideUntagged: true,
    transformObject: (document) =>
      withComponents(('openapiObject' in document ? document.openapiObject : {}) as OpenApiDocument) as never,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'API Académique',
        version: '1.0',
        description: overview(apiUrl),
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: apiUrl }],
      tags: [
        { name: 'academic', description: 'Données académiques / academic data' },
        { name: 'oauth', description: 'Jetons / tokens' },
        { name: 'oneroster', description: 'OneRoster 1.2 (1EdTech) : registre et carnet de notes, en lecture' },
        {
          name: 'oneroster-v1p1',
          description: 'OneRoster 1.1, pour les clients qui ne parlent que lui (Moodle enrol_oneroster)',
        },
      ],
      components: {
        securitySchemes: {
          apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        },
      },
      security: [{ apiKey: [] }, { bearer: [] }],
    },
  });
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: PAGE_POLICY,
    // A hundred operations of OneRoster stand below: sections open by a click.
    uiConfig: {
      // Without the bar of the page's makers and its field for other documents, which the policy would not load.
      layout: 'BaseLayout',
      docExpansion: 'none',
      deepLinking: true,
      tryItOutEnabled: true,
      persistAuthorization: false,
    },
    theme: { title: 'API Académique', css: [{ filename: 'narrow.css', content: NARROW }] },
  });
  const send = (extension: 'yaml' | 'json', type: string, text: () => string): void => {
    let kept: string | undefined;
    server.get(`${FOLDER}/${NAME}.${extension}`, { schema: { hide: true } }, async (_request, reply) => {
      kept ??= text();
      return reply.type(type).header('cache-control', 'public, max-age=300').send(kept);
    });
  };
  send('yaml', 'application/yaml; charset=utf-8', () => server.swagger({ yaml: true }));
  send('json', 'application/json; charset=utf-8', () => JSON.stringify(server.swagger()));
}
