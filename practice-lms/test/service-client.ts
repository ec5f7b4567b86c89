import { request } from 'node:http';
import type { PracticeLms } from '../src/practice-lms.ts';
import type { ThrowAwayTool } from './throw-away-tool.ts';

/** An answer with its reason phrase as text (UTF-8). */
export interface Answer {
  status: number;
  reason: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Sends exactly these headers and no others: fetch would add `Accept`. */
export function call(method: string, url: string, headers: Record<string, string>, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const reason = Buffer.from(response.statusMessage ?? '', 'latin1').toString();
        resolve({
          status: response.statusCode ?? 0,
          reason,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** The body of a token request. */
export function tokenForm(assertion: string, scope: string, grantType = 'client_credentials'): string {
  return new URLSearchParams({
    grant_type: grantType,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    scope,
  }).toString();
}

/** A token for these scopes, obtained as a tool does. */
export async function obtainToken(
  lms: PracticeLms,
  tool: ThrowAwayTool,
  scope: string,
  nowMs: number,
): Promise<string> {
  const iat = Math.floor(nowMs / 1000) - 5;
  const claims = {
    iss: lms.clientId,
    sub: lms.clientId,
    aud: lms.registration.tokenUrl,
    iat,
    exp: iat + 60,
    jti: crypto.randomUUID(),
  };
  const form = tokenForm(await tool.sign(claims), scope);
  const answer = await call(
    'POST',
    lms.registration.tokenUrl,
    { 'content-type': 'application/x-www-form-urlencoded' },
    form,
  );
  return (JSON.parse(answer.body) as { access_token: string }).access_token;
}
