const PARENT_POLL_MS = 500;

/**
 * Aborts when somebody wants the launcher to stop: SIGTERM, Ctrl-C (which npm passes on a second time), a terminal
 * that closes, or npm being gone, which tells its child nothing.
 */
export function requestedStop(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(name, () => {
      controller.abort(new Error(name));
    });
  }
  // A terminal that is gone must not turn the banner into a crash.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  if (process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) controller.abort(new Error('npm is gone'));
    }, PARENT_POLL_MS).unref();
  }
  return controller.signal;
}
