import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { academicOf } from '../support/academic.ts';
import { openChromium } from '../support/chromium.ts';
import { sqliteEngine } from '../support/database.ts';
import { chromiumMissing, findTestChromium } from '../support/engines.ts';

describe('the documentation', () => {
  const api = academicOf(sqliteEngine());

  test('the page at /docs shows every resource, loads nothing from elsewhere and breaks no rule of its policy', {
    skip: findTestChromium() === undefined ? chromiumMissing : false,
  }, async () => {
    await api.current.server.listen({ port: 0, host: '127.0.0.1' });
    const url = `http://127.0.0.1:${(api.current.server.server.address() as { port: number }).port}`;
    const browser = await openChromium();
    try {
      const page = await browser.newPage();
      const faults: string[] = [];
      const elsewhere: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
      });
      page.on('pageerror', (error) => faults.push(error.message));
      await page.route('**/*', (route) => {
        const { origin, protocol } = new URL(route.request().url());
        if (origin === url || protocol === 'data:') return route.continue();
        elsewhere.push(route.request().url());
        return route.abort();
      });
      const answer = await page.goto(`${url}/docs`);
      assert.match(answer?.headers()['content-security-policy'] ?? '', /^default-src 'none'; script-src 'self';/);
      for (const tag of ['oauth', 'academic']) await page.locator(`#operations-tag-${tag}`).click();
      await page.locator('#operations-tag-oneroster').waitFor();
      for (const resource of ['students', 'classes', 'promotions', 'themes', 'assignments', 'stats', 'export']) {
        await page.getByText(`/api/academic/${resource}`, { exact: true }).first().waitFor();
      }
      await page.getByText('/oauth/token', { exact: true }).first().waitFor();
      await page.getByText('API Académique').first().waitFor();
      await page.locator('.opblock-summary', { hasText: '/api/academic/students' }).click();
      await page.getByText('Filtrer par classe', { exact: false }).first().waitFor();
      assert.equal(await page.getByText('"error": "insufficient_scope"').count(), 1, 'documented bodies as examples');
      assert.equal(await page.locator('.topbar').count(), 0);
      await page.setViewportSize({ width: 390, height: 844 });
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
      for (const wide of ['#operations-tag-oneroster-v1p1 small', '.response-col_description .highlight-code']) {
        const box = await page.locator(wide).first().boundingBox();
        assert.ok((box?.width ?? 0) > 200, `${wide} has the width of a phone: ${box?.width}`);
      }
      assert.deepEqual(elsewhere, []);
      assert.deepEqual(faults, []);
    } finally {
      await browser.close();
    }
  });
});
