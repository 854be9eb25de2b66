import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { Validator } from '@seriousme/openapi-schema-validator';
import { ensureBuilt } from '../../src/launcher/build.ts';
import { TENANT_NAMES } from '../../src/launcher/tenants.ts';
import { ROOT, type GeneratedFile } from './generated.ts';
import { mergeDocuments, mistakesOf, type OpenApi } from './openapi-document.ts';

/** Enough settings for a process that opens no port and no database. */
const SETTINGS = {
  DATABASE_APP_USER: 'nobody',
  DATABASE_ENGINE_USER: 'nobody',
  KEY_HASHING_SECRET: 'not a secret, only long enough to be one',
  LOG_LEVEL: 'silent',
};

/** One document for both tenants: each operation says in `x-tenants` where it is served. */
export async function openapi(): Promise<GeneratedFile[]> {
  const main = await ensureBuilt(ROOT, () => undefined, new AbortController().signal);
  const documents = await Promise.all(
    TENANT_NAMES.map(async (tenant) => ({ tenant, document: await documentOf(main, tenant) })),
  );
  const merged = mergeDocuments(documents);
  const validity = await new Validator().validate({ ...structuredClone(merged) });
  const mistakes = [
    ...mistakesOf(merged),
    ...(validity.valid ? [] : [`is not valid OpenAPI: ${JSON.stringify(validity.errors, null, 2)}`]),
  ];
  if (mistakes.length > 0) throw new Error(`the OpenAPI document:\n${mistakes.map((each) => `  ${each}`).join('\n')}`);
  return [{ path: 'docs/api/openapi.json', text: `${JSON.stringify(merged, null, 2)}\n` }];
}

async function documentOf(main: string, tenant: string): Promise<OpenApi> {
  const child = spawn(process.execPath, [main, 'openapi'], {
    env: { ...SETTINGS, TENANT_NAME: tenant },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [printed, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if ((await ended) !== 0) throw new Error(`main.js openapi fails for ${tenant}:\n${said}`);
  return JSON.parse(printed) as OpenApi;
}
