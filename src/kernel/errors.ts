/** Where the mistake stands in the request, and the rule it breaks. `field` is a JSON pointer in a body, else a name. */
export interface Violation {
  readonly in: 'body' | 'query' | 'path' | 'header';
  readonly field: string;
  readonly rule: string;
}

/**
 * What application code throws. `code` is stable and for machines, `message` is a full sentence for a person.
 * Only `platform/http` knows which status a class answers with.
 */
export abstract class ApplicationError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The request breaks a rule of the interface or of the domain. */
export class InvalidError extends ApplicationError {
  constructor(
    message: string,
    readonly violations: readonly Violation[] = [],
    code = 'invalid',
  ) {
    super(code, message);
  }
}

/** No such thing, or not in the caller's organization: the two are never told apart. */
export class NotFoundError extends ApplicationError {
  constructor(
    readonly resource: string,
    readonly id?: string,
    code = 'resource_not_found',
    /** Facts for a machine, answered as `meta`: which key of several was not found. */
    readonly meta?: Readonly<Record<string, string>>,
  ) {
    super(code, `${resource} not found`);
  }
}

/** The parts of the request contradict each other: its path names another resource than its body. */
export class UnprocessableError extends ApplicationError {
  constructor(message: string, code = 'unprocessable') {
    super(code, message);
  }
}

/** The request is well formed, but the state of the resource forbids it. */
export class ConflictError extends ApplicationError {
  constructor(message: string, code = 'conflict') {
    super(code, message);
  }
}

/** The caller is known and may not do this. */
export class ForbiddenError extends ApplicationError {
  constructor(message: string, code = 'forbidden') {
    super(code, message);
  }
}

/** The caller is not known: no credentials, or credentials that are wrong, expired or revoked. */
export class UnauthenticatedError extends ApplicationError {
  constructor(message: string, code = 'unauthenticated') {
    super(code, message);
  }
}

/** More than a limit allows; `retryAfterSeconds` when waiting helps. */
export class LimitError extends ApplicationError {
  constructor(
    message: string,
    readonly retryAfterSeconds?: number,
    code = 'limit_exceeded',
  ) {
    super(code, message);
  }
}

/** Something this process needs does not answer; the caller may try again. */
export class UnavailableError extends ApplicationError {
  constructor(message: string, options?: ErrorOptions) {
    super('unavailable', message, options);
  }
}

/** A mistake found with one field of the body. `field` is a JSON pointer such as `/data/attributes/title`. */
export function invalidField(field: string, rule: string): InvalidError {
  return new InvalidError(`${field} ${rule}`, [{ in: 'body', field, rule }]);
}

/** A mistake found with one query parameter, named as in the request (`page[size]`). */
export function invalidParameter(field: string, rule: string): InvalidError {
  return new InvalidError(`${field} ${rule}`, [{ in: 'query', field, rule }]);
}
