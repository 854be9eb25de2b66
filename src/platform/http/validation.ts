import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { InvalidError, type Violation } from '../../kernel/index.js';

/**
 * Checks bodies and query parameters against their DTO class. Every broken rule is reported with its JSON pointer or
 * parameter name; an unknown attribute or parameter is one of them.
 */
export class RequestValidation extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      stopAtFirstError: true,
      validationError: { target: false, value: false },
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom' || metadata.type === 'param') return value;
    const isBody = metadata.type === 'body';
    if (isBody && (typeof value !== 'object' || value === null || Array.isArray(value))) {
      throw new InvalidError('The body must be a JSON object.', [{ in: 'body', field: '', rule: 'must be an object' }]);
    }
    try {
      return (await super.transform(value, metadata)) as unknown;
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      throw refusal(error.errors.flatMap((each) => violationsOf(each, isBody, '')));
    }
  }

  override createExceptionFactory() {
    return (errors: ValidationError[] = []) => new Rejected(errors);
  }
}

/** Carries class-validator's result from Nest's pipe to the place that knows body from query. */
class Rejected extends Error {
  constructor(readonly errors: ValidationError[]) {
    super('invalid');
  }
}

/** More would help nobody; the first names are enough to see the pattern. */
const MAX_REPORTED = 20;

function refusal(violations: readonly Violation[]): InvalidError {
  const reported = violations.slice(0, MAX_REPORTED);
  const message = reported.map((each) =>
    each.rule.startsWith('got type ') ? each.rule : `${each.field} ${each.rule}`,
  );
  return new InvalidError(message.join('; '), reported);
}

function violationsOf(error: ValidationError, isBody: boolean, parent: string): Violation[] {
  const field = isBody ? `${parent}/${error.property}` : error.property;
  const rules = Object.entries(error.constraints ?? {});
  const own = rules.map(([name, rule]): Violation => {
    const text = name === 'whitelistValidation' ? `is not a known ${isBody ? 'attribute' : 'parameter'}` : rule;
    return { in: isBody ? 'body' : 'query', field, rule: text };
  });
  const children = (error.children ?? []).flatMap((child) => violationsOf(child, isBody, field));
  return children.length > 0 ? children : own;
}
