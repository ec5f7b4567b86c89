import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What this process counts and measures, for Prometheus. No label ever carries a person, an id or an address. */
export interface Metrics {
  /** The text format of Prometheus, and its media type. */
  read(): Promise<{ type: string; text: string }>;
  /** One answered request. `route` is a template (`/pages/*`), never the address that was asked for. */
  answered(request: { method: string; route: string; status: number; seconds: number }): void;
  /** One transaction of grouped progress writes. */
  committed(group: { completions: number; seconds: number; outcome: 'committed' | 'failed' }): void;
  /** A figure read at every scrape; one that cannot be read then is left out of that scrape. */
  gauge(name: string, help: string, read: () => Promise<Figure[]>): void;
}

/** One value of a gauge. */
export interface Figure {
  labels: { state?: string };
  value: number;
}

const PREFIX = 'passerelle_';
const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];
const SIZES = [1, 2, 5, 10, 20, 50, 100, 200];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: PREFIX });
  const registers = [registry];
  const requests = new Histogram({
    name: `${PREFIX}http_request_duration_seconds`,
    help: 'Time from the request to the end of its answer, by route template',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  });
  const groups = new Histogram({
    name: `${PREFIX}commit_group_duration_seconds`,
    help: 'Time of one transaction of grouped progress writes',
    labelNames: ['outcome'],
    buckets: SECONDS,
    registers,
  });
  const sizes = new Histogram({
    name: `${PREFIX}commit_group_size`,
    help: 'Completions in one transaction of grouped progress writes',
    buckets: SIZES,
    registers,
  });
  return {
    read: async () => ({ type: registry.contentType, text: await registry.metrics() }),
    answered({ method, route, status, seconds }) {
      requests.observe({ method, route, status: String(status) }, seconds);
    },
    committed({ completions, seconds, outcome }) {
      groups.observe({ outcome }, seconds);
      sizes.observe(completions);
    },
    gauge(name, help, read) {
      new Gauge({
        name: `${PREFIX}${name}`,
        help,
        labelNames: ['state'],
        registers,
        async collect() {
          this.reset();
          for (const { labels, value } of await read().catch(() => [])) this.set(labels, value);
        },
      });
    },
  };
}
