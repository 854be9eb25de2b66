import { Agent, request, type Dispatcher } from 'undici';
import { parseDestination } from './destination.js';
import { OutboundError } from './outbound-error.js';
import { codeOf, pinnedLookup, resolveChecked, systemResolver, type Lookup } from './resolve.js';

export interface OutboundRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For everything together: resolving, connecting, sending and reading the answer. */
  readonly timeoutMs: number;
  /** `host` or `host:port` that may lie in private ranges and be called without TLS. */
  readonly allowedPrivateHosts: readonly string[];
}

export interface OutboundResponse {
  /** 200 to 299 or 400 to 599: redirects are errors. */
  readonly status: number;
  /** At most 4 KiB of it; the rest is not read. */
  readonly body: string;
  /** Names in lower case; repeated ones joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface OutboundOptions {
  readonly lookup?: Lookup;
  /** PEM certificates to trust in place of the bundled authorities. */
  readonly ca?: string;
}

const MAX_RESPONSE_BYTES = 4096;

/** Codes of TLS that do not begin with `ERR_TLS`, `ERR_SSL` or `CERT_` (node:tls, "X509 certificate error codes"). */
const TLS_CODES = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO$)/;

/**
 * HTTP to addresses that customers choose. Whatever a name or a literal resolves to is checked first, and the socket
 * may use only what was checked, so that neither a name with two faces (DNS rebinding) nor a redirect leads inside.
 */
export class OutboundHttp {
  private readonly lookup: Lookup;
  private readonly ca: string | undefined;

  constructor(options: OutboundOptions = {}) {
    this.lookup = options.lookup ?? systemResolver;
    this.ca = options.ca;
  }

  /** Posts `body` and reads the answer, whatever its status. Throws `OutboundError` only. */
  async post(url: string, options: OutboundRequest): Promise<OutboundResponse> {
    const destination = parseDestination(url, options.allowedPrivateHosts);
    const signal = AbortSignal.timeout(options.timeoutMs);
    const addresses = await resolveChecked(destination, this.lookup, signal);
    // One agent a call: a pooled connection would outlive the check of its address. TLS still verifies the host name.
    const agent = new Agent({
      connections: 1,
      allowH2: false,
      connect: { lookup: pinnedLookup(addresses), timeout: 0, ...(this.ca === undefined ? {} : { ca: this.ca }) },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    try {
      const { headers, body } = options;
      const response = await request(destination.url, { method: 'POST', headers, body, signal, dispatcher: agent });
      if (response.statusCode >= 300 && response.statusCode < 400) {
        throw new OutboundError(
          'redirect',
          `${destination.host} answered ${response.statusCode}: redirects are not followed.`,
        );
      }
      return {
        status: response.statusCode,
        headers: flattened(response.headers),
        body: await boundedText(response.body),
      };
    } catch (error) {
      throw classified(error, destination.host, signal);
    } finally {
      await agent.destroy();
    }
  }
}

async function boundedText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const bytes = new Uint8Array(MAX_RESPONSE_BYTES);
  let length = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    const part = chunk.subarray(0, MAX_RESPONSE_BYTES - length);
    bytes.set(part, length);
    length += part.length;
    if (length === MAX_RESPONSE_BYTES) break;
  }
  // `stream` drops the half of a character at the cut instead of replacing it.
  return new TextDecoder().decode(bytes.subarray(0, length), { stream: true });
}

function flattened(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function classified(error: unknown, host: string, signal: AbortSignal): OutboundError {
  if (error instanceof OutboundError) return error;
  if (signal.aborted) return new OutboundError('timeout', `${host} did not answer in time.`);
  const code = codeOf(error);
  if (TLS_CODES.test(code)) return new OutboundError('tls', `No trusted TLS connection to ${host} (${code}).`);
  return new OutboundError('connection', `The connection to ${host} failed (${code}).`);
}
