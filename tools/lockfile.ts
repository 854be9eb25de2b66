/** The members of package-lock.json (version 3) that are checked. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface LockedPackage {
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Manifest {
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

/**
 * What would break or weaken `npm ci` on a machine other than the one that wrote the lockfile. `npm install` leaves a
 * package out without a word when the registry does not have it for another platform yet, and `npm ci` then fails
 * there with "Missing … from lock file".
 */
export function lockfileMistakes(lock: Lockfile, manifest: Manifest): string[] {
  const places = Object.entries(lock.packages);
  return places.flatMap(([place, entry]) => [
    ...missing(lock, place, entry),
    ...(entry.resolved === undefined || entry.link === true
      ? []
      : [`${place}: names where it was downloaded from; remove "resolved" (.npmrc: omit-lockfile-registry-resolved)`]),
    ...unlistedScript(place, entry, manifest),
  ]);
}

function missing(lock: Lockfile, place: string, entry: LockedPackage): string[] {
  const wanted = [...Object.keys(entry.dependencies ?? {}), ...Object.keys(entry.optionalDependencies ?? {})];
  return [...new Set(wanted)]
    .filter((name) => !isReachable(lock, place, name))
    .map((name) => `${place === '' ? 'package.json' : place}: depends on ${name}, which is not in the lockfile`);
}

/** As Node looks it up: below the package itself, then below each folder above it. */
function isReachable(lock: Lockfile, place: string, name: string): boolean {
  for (let folder = place; ; folder = parentOf(folder)) {
    if (Object.hasOwn(lock.packages, `${folder === '' ? '' : `${folder}/`}node_modules/${name}`)) return true;
    if (folder === '') return false;
  }
}

function parentOf(place: string): string {
  return place.slice(0, Math.max(0, place.lastIndexOf('node_modules/') - 1));
}

function unlistedScript(place: string, entry: LockedPackage, manifest: Manifest): string[] {
  if (entry.hasInstallScript !== true) return [];
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (manifest.allowScripts?.[name] === false) return [];
  return [`${name}: has an install script; list it under "allowScripts" in package.json as false, and do without it`];
}
