import type { ServerResponse } from 'node:http';
import type { MountedPasserelle } from '../../backend/src/mounted.ts';

/** The parts of Directus' hook context that are used here. */
interface Registration {
  init(event: string, handler: (meta: { app: ExpressApp }) => Promise<void>): void;
  action(event: string, handler: () => void): void;
}

interface ExpressApp {
  use(path: string, handler: MountedPasserelle['handler']): void;
}

interface Context {
  env: Record<string, unknown>;
  services: { UtilsService: new (options: object) => { clearCache(options: { system: boolean }): Promise<void> } };
  getSchema(): Promise<unknown>;
  logger: { info(text: string): void; error(text: string): void };
}

/** How long Directus' end waits for ours. */
const STOP_WITHIN_MS = 12_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Mounts Passerelle in Directus: its tables are made before Directus listens, its senders start when Directus does and stop
 * with it. Importing this does nothing: Directus' command line imports it as well.
 */
export default function registerPasserelle(
  { init, action }: Registration,
  { env, logger, services, getSchema }: Context,
): void {
  let mounted: MountedPasserelle | undefined;

  // Before Directus' own middleware: nobody has read the body, or taken a stranger's Authorization for one of Directus'.
  init('middlewares.before', async ({ app }) => {
    const { mountPath, openInsideDirectus } = await import('../../backend/src/mounted.ts');
    const path = mountPath(env);
    app.use(path, (request, response) => {
      if (mounted === undefined) answerUnavailable(response);
      else mounted.handler(request, response);
    });
    try {
      mounted = await openInsideDirectus(env);
      // Directus has looked at the tables already; it would refuse those that were made just now.
      const accountability = { admin: true, user: null, role: null, roles: [], app: false, ip: null };
      await new services.UtilsService({ accountability, schema: await getSchema() }).clearCache({ system: true });
      logger.info(`Passerelle answers under ${path}`);
    } catch (error) {
      // Directus itself goes on working.
      logger.error(`Passerelle could not start: ${(error as Error).message}`);
    }
  });

  action('server.start', () => mounted?.start());

  action('server.stop', () => {
    if (mounted === undefined) return;
    const deadline = new Promise((resolve) => setTimeout(resolve, STOP_WITHIN_MS).unref());
    const stopped = Promise.race([mounted.stop().catch(() => undefined), deadline]);
    // Directus does not wait for this event: it ends the process by the signal once more, which is held back until we are done.
    for (const signal of SIGNALS)
      process.once(signal, () => void stopped.then(() => process.kill(process.pid, signal)));
  });
}

function answerUnavailable(response: ServerResponse): void {
  const body = JSON.stringify({
    error: 'service_unavailable',
    message:
      'Passerelle did not start; the log of Directus says why. / Passerelle n’a pas démarré : voir le journal de Directus.',
  });
  response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '30' }).end(body);
}
