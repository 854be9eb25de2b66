import { Injectable } from '@nestjs/common';
import { TenantConfig } from '../../platform/config/index.js';
import type { Tx } from '../../platform/database/index.js';
import { proceed, type Happening } from './escalation.js';
import type { EscalatingPage } from './escalations.repository.js';
import { StepPlanner } from './step-planner.js';
import { wakingOf } from './waking.js';

/** What will happen at a moment when nobody does anything before. */
export interface Foreseen {
  readonly at: Temporal.Instant;
  readonly happenings: readonly Happening[];
}

/** Further ahead a plan says little: people act, schedules change. */
const MOST = 20;

/** Runs the calculator of the engine forward from the present state, with the schedules as they will be then. */
@Injectable()
export class Foresight {
  constructor(
    private readonly config: TenantConfig,
    private readonly planner: StepPlanner,
  ) {}

  /** @param dueAt when the page's timer is due; absent: nothing will happen by itself */
  async foresee(
    tx: Tx,
    from: EscalatingPage,
    dueAt: Temporal.Instant | undefined,
    now: Temporal.Instant,
  ): Promise<readonly Foreseen[]> {
    const turns = await this.planner.turnsOf(tx, from);
    const plan: Foreseen[] = [];
    let present = from;
    let at = dueAt;
    for (let moments = 0; at !== undefined && moments < MOST; moments += 1) {
      if (Temporal.Instant.compare(at, now) < 0) at = now;
      const waking = wakingOf(present, at, this.config.workflow);
      if (waking.kind === 'follow') break;
      if (waking.kind === 'wait') {
        at = waking.until;
        continue;
      }
      const { due, told } = waking;
      const finds = await this.planner.finds(tx, [due], at);
      const advance = this.planner.withTurn(due, proceed(due.escalation, finds(due), at), turns);
      plan.push({ at, happenings: [...told, ...advance.happenings] });
      present = { page: due.page, escalation: advance.after };
      at = advance.dueAt;
    }
    return plan;
  }
}
