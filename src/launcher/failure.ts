/** Something the person at the terminal can act on: the message is whole sentences, shown without a stack. */
export class LauncherError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LauncherError';
  }
}

/** The error code of the operating system (`ENOSPC`), or undefined. Jest's errors are no instance of its `Error`. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/**
 * What to print for an error: its sentences when it was written for people, else as much as a report needs. `place` is
 * where it happened when the error does not say.
 */
export function explain(error: unknown, place = 'a file'): string {
  if (error instanceof LauncherError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const path = 'path' in error && typeof error.path === 'string' ? error.path : place;
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk is full: writing ${path} failed. Make room, or choose another disk with --data-dir DIR.`;
    case 'EACCES':
    case 'EPERM':
      return `This user may not write or read ${path}. Start as the user who owns it, or choose another --data-dir DIR.`;
    case 'EROFS':
      return `The disk is read-only: writing ${path} failed. Choose another disk with --data-dir DIR.`;
    default:
      return error.stack ?? error.message;
  }
}
