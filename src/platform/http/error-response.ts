import { HttpException } from '@nestjs/common';
import {
  ApplicationError,
  ConflictError,
  ForbiddenError,
  InvalidError,
  LimitError,
  NotFoundError,
  UnauthenticatedError,
  UnavailableError,
  UnprocessableError,
  type Violation,
} from '../../kernel/index.js';

/** One entry of `errors`, as the public API answers it (contract/NOTES.md §1.4). */
export interface ErrorObject {
  readonly status: string;
  readonly title: string;
  readonly detail?: string;
  readonly code?: string;
  readonly source?: { readonly pointer?: string; readonly parameter?: string; readonly header?: string };
  readonly meta?: Readonly<Record<string, string>>;
}

export interface ErrorResponse {
  readonly status: number;
  readonly errors: readonly ErrorObject[];
  readonly retryAfterSeconds?: number;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Payload Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

export function titleOf(status: number): string {
  return TITLES[status] ?? 'Error';
}

const JSON_TYPES = 'application/json or application/vnd.api+json';

/**
 * The only place that knows which status an error answers with. Unknown errors are 500 without their text. `wanted`
 * names the content types that the route takes.
 */
export function errorResponse(error: unknown, wanted = JSON_TYPES): ErrorResponse {
  if (error instanceof InvalidError) return { status: 400, errors: violations(error) };
  if (error instanceof NotFoundError) return { status: 404, errors: [notFound(error)] };
  if (error instanceof LimitError) {
    const response = { status: 429, errors: [entry(429, error.message, error.code)] };
    const { retryAfterSeconds } = error;
    return retryAfterSeconds === undefined ? response : { ...response, retryAfterSeconds };
  }
  if (error instanceof UnavailableError) {
    return { status: 503, errors: [entry(503, error.message, error.code)], retryAfterSeconds: 1 };
  }
  if (error instanceof ApplicationError) {
    const status = statusOf(error);
    return { status, errors: [entry(status, error.message, error.code)] };
  }
  if (error instanceof HttpException) {
    const status = error.getStatus();
    if (status === 415) return wrongMediaType(wanted);
    return { status, errors: [entry(status, status < 500 ? error.message : undefined)] };
  }
  return (
    fromFramework(error, wanted) ?? { status: 500, errors: [entry(500, 'The server could not answer; see its log.')] }
  );
}

function statusOf(error: ApplicationError): number {
  if (error instanceof UnauthenticatedError) return 401;
  if (error instanceof ForbiddenError) return 403;
  if (error instanceof ConflictError) return 409;
  if (error instanceof UnprocessableError) return 422;
  return 500;
}

function entry(status: number, detail?: string, code?: string): ErrorObject {
  return {
    status: String(status),
    title: titleOf(status),
    ...(detail === undefined ? {} : { detail }),
    ...(code === undefined ? {} : { code }),
  };
}

/** The real service answers the absence of these with their id, in a form of its own (contract/NOTES.md §1.4). */
const NAMED_WITH_ID: ReadonlySet<string> = new Set(['escalation_policy', 'schedule']);
/** The absence of these without it (contract/NOTES.md §9). */
const NAMED_WITHOUT_ID: ReadonlySet<string> = new Set(['notification channel', 'notification rule']);

function notFound(error: NotFoundError): ErrorObject {
  if (error.id !== undefined && NAMED_WITH_ID.has(error.resource)) {
    return { status: '404', title: 'Generic Error', detail: `${error.resource}[${error.id}] not found` };
  }
  if (NAMED_WITHOUT_ID.has(error.resource)) return { status: '404', title: 'Generic Error', detail: error.message };
  const meta = error.meta === undefined ? {} : { meta: error.meta };
  return { status: '404', title: error.message, code: error.code, detail: error.message, ...meta };
}

function violations(error: InvalidError): ErrorObject[] {
  if (error.violations.length === 0) return [entry(400, error.message, error.code)];
  return error.violations.map((violation) => ({
    status: '400',
    title: violation.in === 'body' ? 'Bad Request' : 'Invalid Parameter',
    detail: error.violations.length === 1 ? error.message : sentence(violation),
    code: error.code,
    source: source(violation),
  }));
}

function sentence(violation: Violation): string {
  return violation.field === '' ? violation.rule : `${violation.field} ${violation.rule}`;
}

function source(violation: Violation): NonNullable<ErrorObject['source']> {
  if (violation.in === 'body') return { pointer: violation.field };
  if (violation.in === 'header') return { header: violation.field };
  return { parameter: violation.field };
}

interface FrameworkError {
  readonly code: string;
  readonly statusCode: number;
}

/** Errors that Fastify raises before a handler runs: body too large, unknown media type, and so on. */
function fromFramework(error: unknown, wanted: string): ErrorResponse | undefined {
  if (!isFrameworkError(error)) return undefined;
  const { statusCode: status } = error;
  if (status < 400 || status > 499) return undefined;
  if (status === 415) return wrongMediaType(wanted);
  return { status, errors: [entry(status, DETAILS[error.code] ?? titleOf(status))] };
}

/** Nest wraps Fastify's error and drops its code, so it is told by its status. */
function wrongMediaType(wanted: string): ErrorResponse {
  const detail = `content-type must be ${wanted}`;
  return { status: 415, errors: [{ ...entry(415, detail), source: { header: 'content-type' } }] };
}

const DETAILS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is larger than the server accepts.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'content-length does not match the size of the body',
  FST_ERR_BAD_URL: 'The path is not valid: its percent-encoding cannot be decoded.',
};

function isFrameworkError(error: unknown): error is FrameworkError {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string' &&
    'statusCode' in error &&
    typeof error.statusCode === 'number'
  );
}
