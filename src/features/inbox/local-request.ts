/** The facts of a request that say whether a browser on this machine made it from this server's own page. */
export interface RequestOrigin {
  readonly remoteAddress: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

const LOOPBACK = /^(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^::1$/;
const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
/** A proxy on this machine makes every request come from loopback; it says so in one of these. */
const PROXY_HEADERS = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'];

/**
 * Whether the request comes from this machine, asked for it by a local name, through no proxy, and not from another
 * site. The name matters because a foreign site can let its own name resolve to 127.0.0.1 (DNS rebinding): its page
 * could then read the answer, but the Host header still holds its name. A browser's `Sec-Fetch-Site` and `Origin`
 * cannot be forged by a page; other clients send neither.
 */
export function isLocalRequest({ remoteAddress, headers }: RequestOrigin): boolean {
  const { host, origin } = headers;
  if (remoteAddress === undefined || !LOOPBACK.test(remoteAddress)) return false;
  if (typeof host !== 'string' || !LOCAL_HOST.test(host)) return false;
  if (PROXY_HEADERS.some((name) => headers[name] !== undefined)) return false;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin';
}
