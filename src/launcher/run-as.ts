import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { LauncherError } from './failure.ts';
import type { PostgresPackage } from './postgres-package.ts';

/** How to start PostgreSQL's programs: with this command before theirs, as this user. */
export interface RunAs {
  readonly prefix: readonly string[];
  /** Given when it must be somebody else than the user of this process. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** True when the prefix changes the user, false when `spawn` must. */
  readonly prefixChangesUser: boolean;
}

/** The options of `spawn` for this user: never a directory that user might not enter, nothing of our environment. */
export function spawnOptions(runAs: RunAs): { cwd: string; env: Record<string, string>; uid?: number; gid?: number } {
  const identity = runAs.user === undefined || runAs.prefixChangesUser ? {} : runAs.user;
  return { cwd: '/', env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' }, ...identity };
}

/**
 * PostgreSQL refuses to run as root, so root runs it as the owner of the existing data, else as `postgres`, else as
 * `nobody`; anybody else runs it as themselves. Throws a sentence when that user cannot reach the binaries or the data.
 */
export function chooseRunAs(binaries: PostgresPackage, home: string, data: string): RunAs {
  const owner = statSync(data, { throwIfNoEntry: false });
  const me = process.getuid?.();
  if (me !== 0) {
    if (owner !== undefined && owner.uid !== me) {
      throw new LauncherError(
        `The database in ${data} belongs to the user with id ${owner.uid}, and you are ${me ?? 'unknown'}. ` +
          'Start as that user, or choose another --data-dir DIR.',
      );
    }
    return { prefix: [], prefixChangesUser: false };
  }
  const user = owner !== undefined && owner.uid !== 0 ? owner : (lookUp('postgres') ?? lookUp('nobody'));
  if (user === undefined) {
    throw new LauncherError(
      'PostgreSQL does not run as root, and this machine has neither a user "postgres" nor "nobody". ' +
        'Start as an ordinary user.',
    );
  }
  const identity = { uid: user.uid, gid: user.gid };
  const plain: RunAs = { prefix: [], user: identity, prefixChangesUser: false };
  if (reaches(plain, binaries, home)) return plain;
  const capable: RunAs = { prefix: withReach(identity), user: identity, prefixChangesUser: true };
  if (reaches(capable, binaries, home)) return capable;
  throw new LauncherError(
    `PostgreSQL does not run as root, and the user with id ${identity.uid} that should run it can reach ` +
      `${binaries.postgres} or ${home} not even with setpriv. Start as an ordinary user, or place both where others may read.`,
  );
}

/**
 * For a checkout below a folder that only root may enter: the user keeps the one capability that ignores such folders.
 * Without the securebit `access(2)`, which PostgreSQL calls, would not heed the capability.
 */
function withReach(user: { uid: number; gid: number }): readonly string[] {
  const capability = '-all,+dac_override';
  return [
    'setpriv',
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    '--clear-groups',
    `--inh-caps=${capability}`,
    `--ambient-caps=${capability}`,
    '--securebits=+no_setuid_fixup',
  ];
}

function reaches(runAs: RunAs, binaries: PostgresPackage, home: string): boolean {
  const script = 'cd "$1" && test -r "$2" && exec "$3" --version';
  const command = [...runAs.prefix, '/bin/sh', '-c', script, 'reach', home, binaries.shared, binaries.postgres];
  return spawnSync(command[0] ?? '', command.slice(1), { ...spawnOptions(runAs), stdio: 'ignore' }).status === 0;
}

function lookUp(name: string): { uid: number; gid: number } | undefined {
  const id = (flag: string) => {
    const text = spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout;
    return /^\d+\n$/.test(text) ? Number(text) : undefined;
  };
  const [uid, gid] = [id('-u'), id('-g')];
  return uid === undefined || gid === undefined || uid === 0 ? undefined : { uid, gid };
}
