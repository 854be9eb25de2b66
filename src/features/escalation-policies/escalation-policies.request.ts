import { invalidField, type PolicyId, type TeamId } from '../../kernel/index.js';
import {
  documentOf,
  Flag,
  Ignored,
  IncludeParameter,
  IntegerIn,
  Nested,
  NestedList,
  OneOf,
  Text,
  UuidField,
} from '../../platform/http/index.js';
import type { PolicyDraft, StepDraft } from './escalation-policy.js';
import {
  ASSIGNMENTS,
  SCHEDULE_POSITIONS,
  type Assignment,
  type TargetPosition,
  type TargetSnapshot,
} from './policy-snapshot.js';

/** The contract leaves the delay optional and names no default; five minutes is this product's choice. */
export const DEFAULT_ESCALATE_AFTER_SECONDS = 300;

const INCLUSIONS = ['teams', 'steps', 'steps.targets'] as const;
export type PolicyInclusion = (typeof INCLUSIONS)[number];

export class EscalationPolicyQuery {
  @IncludeParameter(INCLUSIONS)
  include?: PolicyInclusion[];
}

class TargetSchedule {
  @OneOf(SCHEDULE_POSITIONS, { optional: true, description: 'Whose turn; current when absent.' })
  position?: TargetPosition;
}

class EscalationTargetConfig {
  @Nested(() => TargetSchedule, { optional: true, nullable: true })
  schedule?: TargetSchedule | null;
}

class EscalationTarget {
  @UuidField()
  id: string;
  @OneOf(['users', 'schedules', 'teams'])
  type: 'users' | 'schedules' | 'teams';
  @Nested(() => EscalationTargetConfig, { optional: true, nullable: true, description: 'Of schedules only.' })
  config?: EscalationTargetConfig | null;
}

class CreateEscalationStep {
  @OneOf(ASSIGNMENTS, { optional: true, description: 'default, when absent: everybody; round-robin: one at a time.' })
  assignment?: Assignment;
  @IntegerIn(60, 36_000, { optional: true, description: `${DEFAULT_ESCALATE_AFTER_SECONDS} when absent.` })
  escalate_after_seconds?: number;
  @NestedList(() => EscalationTarget, { min: 1, max: 100 })
  targets: EscalationTarget[];
}

class UpdateEscalationStep extends CreateEscalationStep {
  @UuidField({ optional: true, description: 'Of a step of this policy, which keeps its id; absent: a new step.' })
  id?: string;
}

class PolicyAttributes {
  @Text({ max: 255, example: 'Payments' })
  name: string;
  @IntegerIn(0, 10, { optional: true, description: 'How often the steps are run again; 0 when absent.' })
  retries?: number;
  @Flag({ optional: true, description: 'Whether the page is resolved when the policy ends; false when absent.' })
  resolve_page_on_policy_end?: boolean;
}

class CreateEscalationPolicyAttributes extends PolicyAttributes {
  @NestedList(() => CreateEscalationStep, { min: 1, max: 10 })
  steps: CreateEscalationStep[];
}

class UpdateEscalationPolicyAttributes extends PolicyAttributes {
  @NestedList(() => UpdateEscalationStep, { min: 1, max: 10 })
  steps: UpdateEscalationStep[];
}

class PolicyTeamIdentifier {
  @OneOf(['teams'])
  type: string;
  @UuidField()
  id: string;
  @Ignored()
  meta?: object;
}

class PolicyTeams {
  @NestedList(() => PolicyTeamIdentifier, { optional: true, max: 100 })
  data?: PolicyTeamIdentifier[];
  @Ignored()
  links?: object;
  @Ignored()
  meta?: object;
}

class EscalationPolicyRelationships {
  @Nested(() => PolicyTeams, { optional: true, description: 'The teams it belongs to; none when absent.' })
  teams?: PolicyTeams;
  @Ignored()
  steps?: object;
}

const relationships = EscalationPolicyRelationships;

export class CreateEscalationPolicyBody extends documentOf('policies', CreateEscalationPolicyAttributes, {
  relationships,
}) {}

export class UpdateEscalationPolicyBody extends documentOf('policies', UpdateEscalationPolicyAttributes, {
  relationships,
  idRequired: true,
}) {}

/**
 * The policy that a body asks for. A PUT replaces the whole policy: what is absent takes its default.
 * @throws InvalidError when a target that is no schedule has a position
 */
export function draftOf(body: CreateEscalationPolicyBody | UpdateEscalationPolicyBody): PolicyDraft {
  const { attributes, relationships: related } = body.data;
  const teams = related?.teams?.data ?? [];
  return {
    name: attributes.name,
    retries: attributes.retries ?? 0,
    resolvePageOnPolicyEnd: attributes.resolve_page_on_policy_end ?? false,
    teamIds: [...new Set(teams.map((team) => team.id as TeamId))],
    steps: attributes.steps.map((step, index) => stepDraft(step, `/data/attributes/steps/${index}`)),
  };
}

/** As `draftOf` for the policy named in the path; the body must name the same one. */
export function replacementOf(id: PolicyId, body: UpdateEscalationPolicyBody): PolicyDraft {
  if (body.data.id?.toLowerCase() !== id) throw invalidField('/data/id', 'must be the id in the path');
  return draftOf(body);
}

function stepDraft(step: UpdateEscalationStep, pointer: string): StepDraft {
  return {
    ...(step.id === undefined ? {} : { id: step.id }),
    assignment: step.assignment ?? 'default',
    escalateAfterSeconds: step.escalate_after_seconds ?? DEFAULT_ESCALATE_AFTER_SECONDS,
    targets: step.targets.map((target, index) => targetDraft(target, `${pointer}/targets/${index}`)),
  };
}

function targetDraft(target: EscalationTarget, pointer: string): TargetSnapshot {
  const schedule = target.config?.schedule;
  if (target.type === 'schedules') {
    const position = schedule?.position === undefined ? {} : { position: schedule.position };
    return { kind: 'schedule', id: target.id, ...position };
  }
  if (schedule !== undefined && schedule !== null) {
    throw invalidField(`${pointer}/config/schedule`, 'is for targets of the type schedules only');
  }
  return { kind: target.type === 'users' ? 'user' : 'team', id: target.id };
}
