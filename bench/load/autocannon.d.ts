declare module 'autocannon' {
  export interface LoadRequest {
    method: 'GET' | 'POST';
    path: string;
    headers: Record<string, string>;
    body?: string;
  }
  export interface LoadOptions {
    url: string;
    connections: number;
    /** seconds */
    duration: number;
    requests: { setupRequest(request: LoadRequest): LoadRequest }[];
  }
  export interface LoadResult {
    requests: { total: number };
    /** milliseconds */
    latency: { p50: number; p99: number };
    /** seconds */
    duration: number;
    errors: number;
    statusCodeStats: Record<string, { count: number }>;
  }
  export default function autocannon(options: LoadOptions): Promise<LoadResult>;
}
