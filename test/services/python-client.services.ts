import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { announce } from './support/announce.js';
import { cachedFolder } from './support/cache.js';
import { describeClient } from './support/client-suite.js';
import { answerOf, run, type Command } from './support/program.js';

const FOLDER = fileURLToPath(new URL('python-client/', import.meta.url));
const REQUIREMENTS = `${FOLDER}requirements.txt`;
const INSTALL_WITHIN_MS = 10 * 60_000;
/** What the client asks for. */
const NEEDED: readonly [number, number] = [3, 10];

const version = answerOf('python3', '-c', 'import sys; print("%d.%d" % sys.version_info[:2])');
const pip = answerOf('python3', '-m', 'pip', '--version');

describeClient('the official Python client', { tests: testsOf(FOLDER), lacks: lacking(), prepare });

function lacking(): string | undefined {
  if (version === undefined) return 'there is no python3';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) return `Python ${version} is older than 3.10`;
  return pip === undefined ? 'python3 has no pip' : undefined;
}

async function prepare(): Promise<Command> {
  const sources = [readFileSync(REQUIREMENTS, 'utf8'), version ?? '', process.platform, process.arch];
  const packages = await cachedFolder('python-client', sources, async (folder) => {
    announce(`installs ${REQUIREMENTS}`);
    const only = ['--require-hashes', '--no-deps', '--only-binary', ':all:', '--target', folder];
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--no-warn-conflicts'];
    await run(
      { file: 'python3', args: ['-m', 'pip', 'install', ...only, ...quiet, '-r', REQUIREMENTS] },
      INSTALL_WITHIN_MS,
    );
  });
  announce(`the Python client is in ${packages}, Python ${version ?? ''}`);
  const environment = { PYTHONPATH: packages, PYTHONNOUSERSITE: '1', PYTHONDONTWRITEBYTECODE: '1' };
  return { file: 'python3', args: ['run.py'], environment, folder: FOLDER };
}

/** Read from the files, so that they are counted where there is no Python as well. */
function testsOf(folder: string): string[] {
  const files = readdirSync(folder).filter((name) => /^test_.*\.py$/.test(name));
  return files.flatMap((name) =>
    [...readFileSync(`${folder}${name}`, 'utf8').matchAll(/^ {4}def test_(\w+)/gm)].map(([, test = '']) =>
      test.replaceAll('_', ' '),
    ),
  );
}
