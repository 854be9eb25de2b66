import { InvalidError } from '../../kernel/index.js';

/** Ids as providers of Twilio's form make them. */
const PROVIDER_ID = /^[\w-]{1,64}$/;

/** A field that a provider always sends. Throws `InvalidError` without it. */
export function requiredField(form: ReadonlyMap<string, string>, name: string): string {
  const value = form.get(name);
  if (value === undefined || value === '') throw wrongField(name, 'is required');
  return value;
}

/** As `requiredField`, in the form of an id. */
export function requiredProviderId(form: ReadonlyMap<string, string>, name: string): string {
  const value = requiredField(form, name);
  if (!PROVIDER_ID.test(value)) throw wrongField(name, 'must be the id of a message or a call');
  return value;
}

export function wrongField(name: string, rule: string): InvalidError {
  return new InvalidError(`${name} ${rule}`, [{ in: 'body', field: name, rule }]);
}

/** Headers of an answer in the provider's markup: it may hold codes and numbers, so nobody keeps it. */
export const MARKUP_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/xml; charset=utf-8',
  'cache-control': 'no-store',
};
