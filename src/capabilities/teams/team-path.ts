import { Param, type PipeTransform } from '@nestjs/common';
import { isUuid, NotFoundError, type TeamId, type UserId } from '../../kernel/index.js';

/** A UUID in a path below a team: one of another form is "not found" there (contract/NOTES.md §9). */
export function TeamPathId(name: string): ParameterDecorator {
  return Param(name, onlyUuid);
}

const onlyUuid: PipeTransform<string, string> = {
  transform(value) {
    if (isUuid(value)) return value.toLowerCase();
    throw new NotFoundError(`${value} is not a valid UUID`, value);
  },
};

export function teamNotFound(id: TeamId): NotFoundError {
  return new NotFoundError(`Team for ID ${id}`, id);
}

export function userNotFound(id: UserId): NotFoundError {
  return new NotFoundError(`User for ID ${id}`, id);
}

export function membershipNotFound(teamId: TeamId, userId: UserId): NotFoundError {
  return new NotFoundError(`User ${userId} is not a member of Team ${teamId}`, userId);
}
