import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/index.js';
import { StepResponders, stepOutcome, targetName, type StepSnapshot } from '../escalation-policies/index.js';
import { advance, inTurn, proceed, roundRobinStep, type Advance, type Finds } from './escalation.js';
import type { EscalatingPage } from './escalations.repository.js';
import { turnName, TurnsRepository, type TurnStep } from './turns.repository.js';
import { nextInTurn, type Turn } from './turns.js';

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

  /** Whom the steps of each will find at the moment; one or two statements for all. */
  async finds(tx: Tx, due: readonly EscalatingPage[], at: Temporal.Instant): Promise<(of: EscalatingPage) => Finds> {
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

  /** The last turns of the page's policy, for a look ahead that gives none. */
  async turnsOf(tx: Tx, { page, escalation: { policy } }: EscalatingPage): Promise<Map<string, Turn>> {
    const hasTurns = policy.steps.some((step) => step.assignment === 'round-robin');
    return hasTurns ? new Map(await this.turns.list(tx, page.orgId, policy.id)) : new Map<string, Turn>();
  }

  /** The advance with who is next in turn, if its step has turns; `turns` is moved on, the database is not. */
  withTurn(due: EscalatingPage, advanced: Advance, turns: Map<string, Turn>): Advance {
    const step = turnStepOf(due, advanced);
    const next = step && nextInTurn(candidatesOf(advanced), turns.get(turnName(step)));
    if (step === undefined || next === undefined) return advanced;
    turns.set(turnName(step), next.turn);
    return inTurn(advanced, next.candidate);
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
      const [step, page] = [steps[index], due[index]];
      if (step === undefined || page === undefined) return each;
      given.set(turnName(step), step);
      return this.withTurn(page, each, turns);
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
