import { createServer } from 'node:net';
import { codeOf, LauncherError } from './failure.ts';

const HOST = '127.0.0.1';

/** Whether a server could listen on this port of the loopback address right now. */
export async function isPortFree(port: number): Promise<boolean> {
  try {
    await listenOnce(port);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') return false;
    if (codeOf(error) === 'EACCES') {
      throw new LauncherError(`This user may not listen on port ${port}. Choose one above 1023 with --port N.`);
    }
    throw error;
  }
}

/** A port that is free now and is none of `except`. */
export async function freePort(except: readonly number[]): Promise<number> {
  for (;;) {
    const port = await listenOnce(0);
    if (!except.includes(port)) return port;
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  });
}
