import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';

const run = promisify(execFile);
const ROOT = new URL('../', import.meta.url).pathname;
const GENERATED = `${ROOT}test/sdk/generated`;
const COMPILED = `${ROOT}.cache/sdk`;

/** `test/sdk/page-life.ts` as compiled; its types need the SDK, which is not there before this test has run. */
interface Consumer {
  livePage(facts: { baseUrl: string; apiKey: string; applicationKey: string; userId: string }): Promise<{
    readonly triggered: string;
    readonly listed: readonly string[];
    readonly statuses: readonly string[];
    readonly timeline: readonly string[];
    readonly missing: number;
  }>;
}

describe('an SDK generated from docs/api/openapi.json', () => {
  let harness: Harness;
  let consumer: Consumer;

  beforeAll(async () => {
    for (const folder of [GENERATED, COMPILED]) rmSync(folder, { recursive: true, force: true });
    const node = (...args: string[]) => run(process.execPath, args, { cwd: ROOT });
    await node(
      'node_modules/@hey-api/openapi-ts/bin/run.js',
      '-i',
      'docs/api/openapi.json',
      '-o',
      GENERATED,
      '--silent',
    );
    // Fails with the compiler's words when the document and what a customer writes do not fit.
    await node('node_modules/typescript/bin/tsc', '-p', 'test/sdk/tsconfig.json');
    consumer = (await import(`${COMPILED}/page-life.js`)) as Consumer;
    harness = await startHarness({ tenant: 'on-call' });
  }, 240_000);
  afterAll(() => harness.stop());

  it('compiles and drives a page through its life', async () => {
    const headers = harness.org.headersOf('responder');
    const life = await consumer.livePage({
      baseUrl: harness.url,
      apiKey: headers['dd-api-key'] ?? '',
      applicationKey: headers['dd-application-key'] ?? '',
      userId: harness.org.users.responder,
    });
    expect(life.listed).toEqual([life.triggered]);
    expect(life.statuses).toEqual(['TRIGGERED', 'ACKNOWLEDGED', 'RESOLVED']);
    expect(life.timeline).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/triggered|created/i),
        expect.stringMatching(/acknowledged/i),
        expect.stringMatching(/resolved/i),
      ]),
    );
    expect(life.missing).toBe(404);
  });
});
