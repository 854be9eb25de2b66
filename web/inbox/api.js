import { storedKeys } from './session.js';
import { noteServerTime } from './time.js';

/** A request that failed, with a sentence for a person. `status` is 0 when there was no answer. */
export class ApiError extends Error {
  constructor(message, status, retryAfterMs = 0) {
    super(message);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

const answers = new Map();

/** The JSON of a path; an unchanged answer costs the server no names and the network no body. */
export async function get(path) {
  const known = answers.get(path);
  const response = await send('GET', path, known?.tag ? { 'if-none-match': known.tag } : {});
  if (response.status === 304) return known.body;
  const body = await response.json();
  const tag = response.headers.get('etag');
  if (tag) answers.set(path, { tag, body });
  // Paths with cursors go stale as messages arrive.
  if (answers.size > 50) answers.delete(answers.keys().next().value);
  return body;
}

export async function post(path) {
  await send('POST', path, {});
}

/** After a change of keys nothing of the former person may be shown. */
export function forgetAnswers() {
  answers.clear();
}

async function send(method, path, headers) {
  const keys = storedKeys();
  if (!keys) throw new ApiError('Signed out.', 401);
  let response;
  try {
    response = await fetch(path, {
      method,
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(10_000),
      headers: {
        ...headers,
        'dd-api-key': keys.api_key,
        'dd-application-key': keys.application_key,
        'x-requested-with': 'inbox',
      },
    });
  } catch (error) {
    const sentence =
      error.name === 'TimeoutError' ? 'The server did not answer in time.' : 'The server cannot be reached.';
    throw new ApiError(sentence, 0);
  }
  noteServerTime(response.headers.get('date'));
  if (response.ok || response.status === 304) return response;
  throw new ApiError(await sentenceOf(response), response.status, 1000 * (response.headers.get('retry-after') ?? 0));
}

async function sentenceOf(response) {
  try {
    const { errors } = await response.json();
    const [first] = errors;
    return typeof first === 'string' ? first : (first.detail ?? first.title);
  } catch {
    return `The server answered ${response.status}.`;
  }
}
