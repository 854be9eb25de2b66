import type { Answer } from './harness.js';
import type { RawAnswer } from './raw-http.js';
import { answersPlainErrors } from './routes.js';

export interface Expected {
  /** Default 400. */
  readonly status?: readonly number[];
  /** Where in the body the mistake is; an answer that points at a member of it is as good. */
  readonly pointer?: string;
  /** The query parameter or header that the answer must name. */
  readonly names?: string;
}

interface ErrorObject {
  readonly status?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly source?: { readonly pointer?: string; readonly parameter?: string; readonly header?: string };
}

/** What is wrong with the answer to a bad request: status, media type, form, and what it says is wrong. */
export function complaints(path: string, answer: Answer | RawAnswer, expected: Expected): string[] {
  const { status = [400] } = expected;
  const { type, body } = read(answer);
  const said = `${answer.status} ${shown(body)}`;
  if (!status.includes(answer.status)) return [`expected ${status.join(' or ')}: ${said}`];
  const errors = (body as { errors?: unknown[] } | undefined)?.errors;
  if (!Array.isArray(errors) || errors.length === 0) return [`no errors: ${said}`];
  const isPlain = answersPlainErrors(path);
  const media = isPlain ? 'application/json' : 'application/vnd.api+json';
  return [
    ...(type?.split(';')[0] === media ? [] : [`is ${String(type)}`]),
    ...(isPlain
      ? sentences(errors as string[], expected)
      : objects(errors as ErrorObject[], String(answer.status), expected)),
  ].map((complaint) => `${complaint}: ${said}`);
}

function sentences(errors: readonly string[], { pointer, names }: Expected): string[] {
  const wanted = pointer ?? names;
  const isNamed = wanted === undefined || errors.some((error) => error.includes(wanted) || saysType(error));
  return [
    ...(errors.every((error) => typeof error === 'string' && error.length > 5) ? [] : ['not all are sentences']),
    ...(isNamed ? [] : [`does not name ${wanted}`]),
  ];
}

function objects(errors: readonly ErrorObject[], status: string, { pointer, names }: Expected): string[] {
  const whole = errors.every((error) => error.status === status && error.title && error.detail);
  const sources = errors.map(({ source }) => source ?? {});
  const points = pointer === undefined || sources.some((source) => source.pointer?.startsWith(pointer) === true);
  const isNamed =
    names === undefined || sources.some(({ parameter, header }) => parameter === names || header === names);
  return [
    ...(whole ? [] : ['an error lacks its status, title or detail']),
    ...(points ? [] : [`does not point at ${pointer}`]),
    ...(isNamed ? [] : [`does not name ${names}`]),
  ];
}

/** The sentence of the real service for a wrong `data.type` says what is wrong, not where. */
function saysType(error: string): boolean {
  return error.startsWith('got type ');
}

function read(answer: Answer | RawAnswer): { type: string | null | undefined; body: unknown } {
  if ('body' in answer) return { type: answer.headers.get('content-type'), body: answer.body };
  try {
    return { type: answer.headers['content-type'], body: JSON.parse(answer.text) as unknown };
  } catch {
    return { type: answer.headers['content-type'], body: answer.text };
  }
}

export function shown(value: unknown): string {
  return (value === undefined ? 'nothing' : JSON.stringify(value)).slice(0, 300);
}
