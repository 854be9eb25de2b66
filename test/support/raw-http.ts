import { connect } from 'node:net';
import type { Harness } from './harness.js';

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * Sends bytes that no HTTP client would and reads until the server ends the connection. `head` is the request line and
 * the header lines; `host` and `connection: close` are added unless a line begins with them.
 */
export function rawRequest(harness: Harness, head: readonly string[], body: Buffer | string = ''): Promise<RawAnswer> {
  const { hostname, port } = new URL(harness.url);
  const has = (name: string) => head.some((line) => line.toLowerCase().startsWith(`${name}:`));
  const lines = [...head, ...(has('host') ? [] : ['host: localhost']), 'connection: close'];
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname);
    const done = () => {
      socket.destroy();
      const text = Buffer.concat(chunks).toString('utf8');
      if (text === '') reject(new Error(`no answer to ${head[0] ?? ''}`));
      else resolve(parsed(text));
    };
    socket.setTimeout(5_000, done);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', done);
    // a server that answered before it read everything may reset the connection; what it said counts
    socket.on('error', done);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    socket.write(body);
  });
}

function parsed(answer: string): RawAnswer {
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => [line.split(':', 1)[0]?.toLowerCase() ?? '', line.replace(/^[^:]*: ?/, '')]);
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(headers),
    text: rest.join('\r\n\r\n'),
  };
}

export function headerLines(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}
