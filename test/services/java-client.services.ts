import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { announce } from './support/announce.js';
import { cachedFolder } from './support/cache.js';
import { describeClient } from './support/client-suite.js';
import { answerOf, run, type Command } from './support/program.js';

const SOURCE = fileURLToPath(new URL('java-client/JavaClient.java', import.meta.url));
const VERSION = '2.50.0';
/** One file with everything that the client needs. */
const JAR = `datadog-api-client-${VERSION}-shaded-jar.jar`;
const SHA256 = '59db28d43276f7db3a5050606ff0e76ab70e2c9e015afb4d087af9401b9e9e2e';
const FETCHER = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get';
const FETCH_WITHIN_MS = 10 * 60_000;
const COMPILE_WITHIN_MS = 3 * 60_000;

const source = readFileSync(SOURCE, 'utf8');
const version = answerOf('javac', '--version');
const maven = answerOf('mvn', '--version');

describeClient('the official Java client', { tests: testsIn(source), lacks: lacking(), prepare });

function lacking(): string | undefined {
  if (version === undefined) return 'there is no javac';
  const major = Number(/\d+/.exec(version)?.[0]);
  if (major < 17) return `${version} is older than 17`;
  return maven === undefined ? 'there is no mvn' : undefined;
}

async function prepare(): Promise<Command> {
  const jar = join(await cachedFolder('java-library', [VERSION, SHA256], fetchLibrary), JAR);
  const classes = await cachedFolder('java-client', [source, SHA256, version ?? ''], async (folder) => {
    await run({ file: 'javac', args: ['-d', folder, '-cp', jar, SOURCE] }, COMPILE_WITHIN_MS);
  });
  return { file: 'java', args: ['-cp', [jar, classes].join(delimiter), 'JavaClient'] };
}

async function fetchLibrary(folder: string): Promise<void> {
  announce(`fetches ${JAR}`);
  const repository = join(folder, 'repository');
  const coordinates = `com.datadoghq:datadog-api-client:${VERSION}:jar:shaded-jar`;
  const what = [`-Dmaven.repo.local=${repository}`, `-Dartifact=${coordinates}`, '-Dtransitive=false'];
  await run(
    { file: 'mvn', args: ['--quiet', '--batch-mode', '--strict-checksums', FETCHER, ...what] },
    FETCH_WITHIN_MS,
  );
  copyFileSync(join(repository, 'com/datadoghq/datadog-api-client', VERSION, JAR), join(folder, JAR));
  rmSync(repository, { recursive: true });
  const found = createHash('sha256')
    .update(readFileSync(join(folder, JAR)))
    .digest('hex');
  if (found !== SHA256) throw new Error(`${JAR} has the SHA-256 ${found}, not ${SHA256}`);
}

/** Read from the source, so that they are counted where there is no Java as well. */
function testsIn(text: string): string[] {
  return [...text.matchAll(/^ {4}test\("([^"]+)"/gm)].map(([, name = '']) => name);
}
