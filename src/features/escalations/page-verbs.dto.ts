import { invalidField, type PolicyId } from '../../kernel/index.js';
import { documentOf, InstantField, Nested, OneOf, Text, UuidField } from '../../platform/http/index.js';
import type { TargetType } from '../routing/index.js';
import type { NewOwner } from './reassign-page.js';

class SnoozeAttributes {
  @InstantField({ description: 'When the page is triggered again; within 30 days.' })
  until: string;
}
export class SnoozeBody extends documentOf('page_snoozes', SnoozeAttributes) {}

const TARGET_TYPES: readonly TargetType[] = ['team_id', 'team_handle', 'user_id'];

class ReassignmentTarget {
  @OneOf(TARGET_TYPES, { description: 'What `identifier` is' })
  type: TargetType;

  @Text({ max: 200, description: 'Team id, team handle or user id', example: 'payments' })
  identifier: string;
}

class ReassignmentAttributes {
  @UuidField({ optional: true, description: 'The policy that takes over; or `target`.' })
  policy_id?: string;

  @Nested(() => ReassignmentTarget, {
    optional: true,
    description: 'The team or person who takes over; or `policy_id`.',
  })
  target?: ReassignmentTarget;
}
export class ReassignBody extends documentOf('page_reassignments', ReassignmentAttributes) {}

/** @throws InvalidError unless the body names exactly one new owner */
export function ownerOf({ data: { attributes } }: ReassignBody): NewOwner {
  const { policy_id: policyId, target } = attributes;
  if (policyId !== undefined && target === undefined) return { policyId: policyId as PolicyId };
  if (target !== undefined && policyId === undefined) return { target };
  throw invalidField('/data/attributes', 'must have either policy_id or target');
}

class MergeAttributes {
  @Text({ max: 100, description: 'Id, number or key of the page that goes on, such as PAGE-41' })
  into: string;
}
export class MergeBody extends documentOf('page_merges', MergeAttributes) {}
