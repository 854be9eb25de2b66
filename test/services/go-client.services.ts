import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { announce } from './support/announce.js';
import { cachedFolder } from './support/cache.js';
import { describeClient } from './support/client-suite.js';
import { answerOf, run, type Command } from './support/program.js';

const FOLDER = fileURLToPath(new URL('go-client/', import.meta.url));
const BUILD_WITHIN_MS = 25 * 60_000;
/** What go.mod asks for; no other toolchain is fetched. */
const ENVIRONMENT = { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', GOWORK: 'off' };
/**
 * The models of the client are one huge package: without optimisations and inlining it takes three minutes of one core and
 * 5 GB instead of more of both. It stays in Go's own build cache.
 */
const QUICK = '-gcflags=github.com/DataDog/...=-N -l';

const sources = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), 'utf8'));
const version = answerOf('go', 'env', 'GOVERSION');

describeClient('the official Go client', { tests: testsIn(sources), lacks: lacking(), prepare });

function lacking(): string | undefined {
  if (version === undefined) return 'there is no go';
  const [, major = '0', minor = '0'] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 1 || Number(minor) >= 22 ? undefined : `${version} is older than go1.22`;
}

async function prepare(): Promise<Command> {
  const made = await cachedFolder('go-client', [...sources, version ?? ''], async (folder) => {
    announce('builds the Go client; the first time takes minutes');
    const args = ['build', '-p', '1', QUICK, '-ldflags=-s -w', '-o', join(folder, 'go-client'), '.'];
    const environment = { ...ENVIRONMENT, GOMAXPROCS: '1' };
    await run({ file: 'nice', args: ['go', ...args], environment, folder: FOLDER }, BUILD_WITHIN_MS);
  });
  return { file: join(made, 'go-client'), args: [] };
}

/** Read from the source, so that they are counted where there is no Go as well. */
function testsIn(files: readonly string[]): string[] {
  return files.flatMap((source) => [...source.matchAll(/^\ttest\("([^"]+)"/gm)].map(([, name = '']) => name));
}
