/** Below the public address: what providers call back, and what links in e-mails lead to. */
export const PROVIDERS_PATH = 'api/unstable/on-call/providers';

/** A whole URL below it. Segments must be plain: ids, words and tokens. */
export function providerPath(publicUrl: string, ...segments: readonly string[]): string {
  return `${publicUrl.replace(/\/+$/, '')}/${PROVIDERS_PATH}/${segments.join('/')}`;
}
