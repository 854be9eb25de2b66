import { Param, type PipeTransform } from '@nestjs/common';
import { InvalidError, isUuid } from '../../kernel/index.js';

/** A path parameter that must be a UUID; otherwise 400 in the words of the real service. */
export function IdParam(name: string): ParameterDecorator {
  return Param(name, uuidPipe(name));
}

function uuidPipe(name: string): PipeTransform<string, string> {
  return {
    transform(value) {
      if (isUuid(value)) return value.toLowerCase();
      throw new InvalidError(`invalid parameter "${name}" in "path"; expected type "uuid"`, [
        { in: 'path', field: name, rule: 'must be a UUID' },
      ]);
    },
  };
}
