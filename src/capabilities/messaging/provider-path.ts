/** Below the public address: what providers call back, and what links in e-mails lead to. */
export const PROVIDERS_PATH = 'api/unstable/on-call/providers';

/** A whole URL below it; undefined without a public address. Segments must be plain: ids, words and tokens. */
export function providerPath(publicUrl: string | undefined, ...segments: readonly string[]): string | undefined {
  return publicUrl === undefined
    ? undefined
    : `${publicUrl.replace(/\/+$/, '')}/${PROVIDERS_PATH}/${segments.join('/')}`;
}
