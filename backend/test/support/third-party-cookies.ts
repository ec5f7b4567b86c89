import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Page } from 'playwright-core';

/** What came back of three cookies that a page in a foreign frame had set. */
export interface SurvivingCookies {
  plain: boolean;
  sameSiteNone: boolean;
  partitioned: boolean;
}

/**
 * Sets cookies from a frame of another site (127.0.0.1 inside a page of localhost) and answers which of them the next
 * request of that frame still carried: the control that says whether third-party cookies are really blocked.
 * @param page any page on `http://localhost:…`
 */
export async function cookiesInForeignFrame(page: Page): Promise<SurvivingCookies> {
  const server = createServer((request, response) => {
    if (request.url === '/set') {
      response.setHeader('set-cookie', [
        'plain=1; Path=/',
        'none=1; Path=/; Secure; SameSite=None',
        '__Host-partitioned=1; Path=/; Secure; HttpOnly; SameSite=None; Partitioned',
      ]);
      response.writeHead(303, { location: '/read' }).end();
      return;
    }
    response.setHeader('content-type', 'text/html');
    response.end(`<p id="cookies">${request.headers.cookie ?? ''}</p>`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  try {
    const source = JSON.stringify(`http://127.0.0.1:${port}/set`);
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('iframe'), { id: 'cookie-control', src: ${source} }))`,
    );
    const sent = (await page.frameLocator('#cookie-control').locator('#cookies').textContent()) ?? '';
    await page.evaluate(`document.querySelector('#cookie-control').remove()`);
    return {
      plain: /(^|; )plain=/.test(sent),
      sameSiteNone: /(^|; )none=/.test(sent),
      partitioned: sent.includes('partitioned='),
    };
  } finally {
    server.close();
  }
}
