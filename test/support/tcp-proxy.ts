import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /**
   * Cuts the connection of the next statement that holds `marker`: `before` the server gets it, or `after` the server
   * has executed it and before the client gets the answer. Resolves when it is cut.
   */
  cut(marker: string, when: 'before' | 'after'): Promise<void>;
  stop(): Promise<void>;
}

interface Cut {
  readonly marker: string;
  readonly when: 'before' | 'after';
  readonly done: () => void;
}

/** ReadyForQuery, outside a transaction (PostgreSQL protocol, "Message Formats"): the statement is committed. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** Parse and Bind, as far as the name of the statement and its text go ("Message Formats"). */
const PARSE = /P[^]{4}(s\d+)\0([^\0]*)\0/g;
const BIND = /B[^]{4}\0(s\d+)\0/g;
/** More than the longest statement. */
const REMEMBERED = 30_000;

/** Stands between the application and PostgreSQL and loses a connection at the worst moment. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const wanted: Cut[] = [];
  /** Texts of prepared statements: the text itself travels once a connection. */
  const prepared = new Map<string, string>();
  const textOf = (seen: string): string => {
    for (const [, name = '', text = ''] of seen.matchAll(PARSE)) prepared.set(name, text);
    const bound = [...seen.matchAll(BIND)].map(([, name = '']) => prepared.get(name) ?? '');
    return [seen, ...bound].join('\n');
  };

  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    let cutting: Cut | undefined;
    let seen = '';
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', end).on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    client.on('data', (data: Buffer) => {
      seen = seen.slice(-REMEMBERED) + data.toString('latin1');
      const text = textOf(seen);
      const index = wanted.findIndex(({ marker }) => text.includes(marker));
      const [found] = index < 0 ? [] : wanted.splice(index, 1);
      if (found?.when === 'before') {
        end();
        found.done();
        return;
      }
      cutting ??= found;
      upstream.write(data);
    });
    upstream.on('data', (data: Buffer) => {
      // The statement is over: its marker must not be found again in the next one.
      if (data.subarray(-READY.length, -1).equals(READY.subarray(0, -1))) seen = '';
      if (cutting === undefined) client.write(data);
      else if (data.subarray(-READY.length).equals(READY)) {
        end();
        cutting.done();
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    cut: (marker, when) =>
      new Promise((done) => {
        wanted.push({ marker, when, done });
      }),
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
