const JSON_API = 'application/vnd.api+json';
const JSON_PLAIN = 'application/json';

/** The resources that the real service answers as plain JSON, with errors as strings. */
export function isPlainErrorPath(url: string): boolean {
  return /^\/api\/v2\/(users|user_invitations|team)(\/|\?|$)/.test(url) || url.startsWith('/api/v1/');
}

/** Content type of the answers under a path. */
export function mediaTypeOf(url: string): string {
  return url.startsWith('/api/') && !isPlainErrorPath(url) ? JSON_API : JSON_PLAIN;
}
