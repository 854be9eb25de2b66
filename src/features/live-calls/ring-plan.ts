import { Injectable } from '@nestjs/common';
import type { OrgId, TeamId, UserId } from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import {
  notifiable,
  stepOutcome,
  StepResponders,
  targetName,
  type StepSnapshot,
} from '../escalation-policies/index.js';
import { NotificationRulesReader } from '../notification-rules/index.js';
import { PageRoutes, type PageFacts } from '../routing/index.js';
import type { Ring } from './live-call.js';

/** Nobody waits on the phone for more. */
const MAX_RUNG = 5;

export interface RingPlan {
  /** In the order of the policy's steps; each person once. */
  readonly ring: readonly Ring[];
  /** On call, and no phone to ring. */
  readonly withoutPhone: readonly UserId[];
  /** Present when there is nobody to ring. `plan_failed`: it could not be found out. */
  readonly empty?: 'no_policy' | 'nobody_on_call' | 'no_verified_phone' | 'plan_failed';
}

/** Whom a call to a team rings: the people of the policy that its page takes, step by step. */
@Injectable()
export class RingPlanner {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly routes: PageRoutes,
    private readonly responders: StepResponders,
    private readonly channels: NotificationRulesReader,
  ) {}

  async plan(orgId: OrgId, teamId: TeamId, facts: PageFacts): Promise<RingPlan> {
    const route = await this.routes.resolve({ orgId, type: 'team_id', identifier: teamId }, facts);
    const steps = typeof route === 'string' ? [] : route.policy.steps;
    if (steps.length === 0) return { ring: [], withoutPhone: [], empty: 'no_policy' };
    return this.unitOfWork.read(orgId, async (tx, at) => {
      const people = await this.people(tx, orgId, steps, at);
      if (people.length === 0) return { ring: [], withoutPhone: [], empty: 'nobody_on_call' };
      const phones = await this.channels.phones(tx, orgId, people);
      const ring = people.flatMap((userId) => {
        const channelId = phones.get(userId);
        return channelId === undefined ? [] : [{ userId, channelId }];
      });
      return {
        ring: ring.slice(0, MAX_RUNG),
        withoutPhone: people.filter((userId) => !phones.has(userId)),
        ...(ring.length === 0 ? { empty: 'no_verified_phone' as const } : {}),
      };
    });
  }

  private async people(
    tx: Tx,
    orgId: OrgId,
    steps: readonly StepSnapshot[],
    at: Temporal.Instant,
  ): Promise<readonly UserId[]> {
    const targets = steps.flatMap((step) => step.targets);
    const resolved = await this.responders.resolve(
      tx,
      targets.map((target) => ({ orgId, target })),
      at,
    );
    const found = targets.map((target) => ({
      target,
      responders: resolved.get(targetName(orgId, target)) ?? { candidates: [] },
    }));
    return notifiable(stepOutcome(found).candidates).map((candidate) => candidate.userId);
  }
}
