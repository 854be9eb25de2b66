/** An e-mail as a reader shows it. */
export interface Mail {
  /** Names in lower case, unfolded, encoded words decoded. A name that came twice is a list. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly text: string | undefined;
  readonly html: string | undefined;
}

/** Reads the parts of RFC 2045–2047 that our mails use. */
export function parseMail(raw: string): Mail {
  const { headers, body } = splitOff(raw);
  const type = headers.get('content-type')?.[0] ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  if (boundary === undefined) {
    const content = decodedBody(headers, body);
    const isHtml = type.startsWith('text/html');
    return { headers, text: isHtml ? undefined : content, html: isHtml ? content : undefined };
  }
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => parseMail(part.replace(/^\r\n/, '')));
  return {
    headers,
    text: parts.find((part) => part.text !== undefined)?.text,
    html: parts.find((part) => part.html !== undefined)?.html,
  };
}

function splitOff(raw: string): { headers: Map<string, string[]>; body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const headers = new Map<string, string[]>();
  for (const line of raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), encodedWords(line.slice(colon + 1).trim())]);
  }
  return { headers, body: raw.slice(end + 4) };
}

function encodedWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, encoding: string, content: string) =>
      encoding.toLowerCase() === 'b'
        ? Buffer.from(content, 'base64').toString('utf8')
        : quotedPrintable(content.replaceAll('_', ' ')),
    );
}

function decodedBody(headers: ReadonlyMap<string, readonly string[]>, body: string): string {
  const encoding = headers.get('content-transfer-encoding')?.[0]?.toLowerCase();
  const content = encoding === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : body;
  return (encoding === 'quoted-printable' ? quotedPrintable(body) : content).replaceAll('\r\n', '\n').trimEnd();
}

function quotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
