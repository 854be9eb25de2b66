import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/index.js';
import { StepResponders, stepOutcome, targetName, type StepSnapshot } from '../escalation-policies/index.js';
import { advance, inTurn, proceed, roundRobinStep, type Advance, type Finds } from './escalation.js';
import type { EscalatingPage } from './escalations.repository.js';
import { turnName, TurnsRepository, type TurnStep } from './turns.repository.js';
import { nextInTurn } from './turns.js';

/** Asks the database what the pure calculator needs: whom the steps find, and whose turn it is. */
@Injectable()
export class StepPlanner {
  constructor(
    private readonly responders: StepResponders,
    private readonly turns: TurnsRepository,
  ) {}

  /** What time asks of each, in the order of `due`. Turns that are given are written: the caller executes the answer. */
  proceedAll(tx: Tx, due: readonly EscalatingPage[], now: Temporal.Instant): Promise<readonly Advance[]> {
    return this.moveAll(tx, due, now, proceed);
  }

  /** As `proceedAll`: the next step of each, whatever holds it. */
  advanceAll(tx: Tx, due: readonly EscalatingPage[], now: Temporal.Instant): Promise<readonly Advance[]> {
    return this.moveAll(tx, due, now, advance);
  }

  private async moveAll(
    tx: Tx,
    due: readonly EscalatingPage[],
    now: Temporal.Instant,
    move: typeof advance,
  ): Promise<readonly Advance[]> {
    if (due.length === 0) return [];
    const findsOf = await this.finds(tx, due, now);
    const advances = due.map((each) => move(each.escalation, findsOf(each), now));
    return this.giveTurns(tx, due, advances);
  }

  private async finds(
    tx: Tx,
    due: readonly EscalatingPage[],
    at: Temporal.Instant,
  ): Promise<(of: EscalatingPage) => Finds> {
    const wanted = due.flatMap(({ page, escalation }) =>
      escalation.policy.steps.flatMap((step) => step.targets.map((target) => ({ orgId: page.orgId, target }))),
    );
    const resolved = await this.responders.resolve(tx, wanted, at);
    return ({ page: { orgId } }) =>
      (step: StepSnapshot) =>
        stepOutcome(
          step.targets.map((target) => ({
            target,
            responders: resolved.get(targetName(orgId, target)) ?? { candidates: [] },
          })),
        );
  }

  /** One after the other within the batch; two batches that give turns of one step wait for each other. */
  private async giveTurns(
    tx: Tx,
    due: readonly EscalatingPage[],
    advances: readonly Advance[],
  ): Promise<readonly Advance[]> {
    const steps = advances.map((each, index) => turnStepOf(due[index], each));
    const wanted = steps.filter((step) => step !== undefined);
    if (wanted.length === 0) return advances;
    const turns = new Map(await this.turns.lock(tx, wanted));
    const given = new Map<string, TurnStep>();
    const assigned = advances.map((each, index) => {
      const step = steps[index];
      if (step === undefined) return each;
      const next = nextInTurn(candidatesOf(each), turns.get(turnName(step)));
      if (next === undefined) return each;
      turns.set(turnName(step), next.turn);
      given.set(turnName(step), step);
      return inTurn(each, next.candidate);
    });
    await this.turns.update(
      tx,
      [...given].flatMap(([name, step]) => {
        const turn = turns.get(name);
        return turn === undefined ? [] : [{ ...step, turn }];
      }),
    );
    return assigned;
  }
}

function turnStepOf(due: EscalatingPage | undefined, advanced: Advance): TurnStep | undefined {
  const step = roundRobinStep(advanced);
  if (due === undefined || step === undefined) return undefined;
  return { orgId: due.page.orgId, policyId: due.escalation.policy.id, step };
}

function candidatesOf({ happenings }: Advance) {
  return happenings.flatMap((each) => (each.kind === 'stepped' ? each.candidates : []));
}
