import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Answer, type Harness } from './support/harness.js';

/** An address that a browser would fetch from elsewhere. */
const ELSEWHERE = /(?:src|href|url)\s*[=:(]\s*["']?(?:https?:)?\/\//gi;

describe('the API reference under /docs', () => {
  let harness: Harness;
  const anonymous = (path: string): Promise<Answer> => harness.request('GET', path, { headers: {} });
  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call' });
  });
  afterAll(() => harness.stop());

  it('is a page that everybody may read and that fetches nothing from elsewhere', async () => {
    const page = await anonymous('/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(String(page.body)).not.toMatch(ELSEWHERE);
  });

  it('is one step from the bare address, as the inbox is', async () => {
    const answer = await fetch(`${harness.url}/`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/inbox']);
    const cases = await startHarness({ tenant: 'case-management' });
    const other = await fetch(`${cases.url}/`, { redirect: 'manual' });
    await cases.stop();
    expect([other.status, other.headers.get('location')]).toEqual([302, '/docs']);
  });

  it('serves every file that the page names, with its type', async () => {
    const page = await anonymous('/docs');
    const files = [...String(page.body).matchAll(/(?:src|href)="([^"]+\.(?:js|css|png))"/g)].map(([, file]) => file);
    expect(files.length).toBeGreaterThanOrEqual(4);
    for (const file of files) {
      const url = new URL(file ?? '', `${harness.url}/docs`);
      const answer = await anonymous(url.pathname);
      expect([url.pathname, answer.status]).toEqual([url.pathname, 200]);
      const type = { js: /javascript/, css: /^text\/css/, png: /^image\/png/ }[url.pathname.split('.').at(-1) ?? ''];
      expect(answer.headers.get('content-type')).toMatch(type ?? /nothing/);
    }
  });

  it('runs nothing from elsewhere, in no frame of another page, and tells nobody where it was', async () => {
    for (const path of ['/docs', '/docs/', '/docs/swagger-ui-init.js', '/docs/openapi.json', '/docs/openapi.yaml']) {
      const { status, headers } = await anonymous(path);
      expect([path, status]).toEqual([path, 200]);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; " +
          "img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
    const page = await anonymous('/docs');
    expect(String(page.body)).not.toMatch(/<script(?![^>]* src=)| on\w+=/i);
    expect(
      (await harness.request('GET', '/api/unstable/on-call/pages')).headers.get('content-security-policy'),
    ).toBeNull();
  });

  it('asks no validator elsewhere about the document', async () => {
    const script = await anonymous('/docs/swagger-ui-init.js');
    expect(script.status).toBe(200);
    expect(String(script.body)).toContain('"validatorUrl": null');
    expect(String(script.body)).not.toMatch(ELSEWHERE);
  });

  it('documents the routes of this tenant only', async () => {
    const { status, body, headers } = await anonymous('/docs/openapi.json');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(Object.keys(body.paths)).toContain('/api/unstable/on-call/pages');
    expect(Object.keys(body.paths)).not.toContain('/api/v2/cases');
  });

  it('leaves the API closed to those without a key', async () => {
    expect(await anonymous('/api/unstable/on-call/pages')).toMatchObject({ status: 401 });
    expect(await anonymous('/docs/no-such-file')).toMatchObject({ status: 404 });
  });
});

describe('a process without the role api', () => {
  it('has no reference', async () => {
    const harness = await startHarness({ tenant: 'on-call', roles: 'worker' });
    try {
      expect(await harness.request('GET', '/docs')).toMatchObject({ status: 404 });
    } finally {
      await harness.stop();
    }
  });
});
