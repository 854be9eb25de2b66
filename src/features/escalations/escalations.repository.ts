import { Injectable } from '@nestjs/common';
import type { CaseId, OrgId, TeamId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { PolicySnapshot } from '../escalation-policies/index.js';
import { PAGE_COLUMNS, pageFromRow, type Page, type PageRow } from '../pages/index.js';
import type { TimeRestrictions } from '../schedules/index.js';
import type { Escalation, Hold, HoldReason, OpenThreshold } from './escalation.js';

/** A page with its escalation, both locked by the caller's transaction through the page's row. */
export interface EscalatingPage {
  readonly page: Page;
  readonly escalation: Escalation;
}

/** A timer that is due, with what it is about. */
export interface DueTimer extends EscalatingPage {
  readonly dueAt: Temporal.Instant;
  readonly attempts: number;
}

interface Row extends PageRow {
  readonly run: number;
  readonly policy: PolicySnapshot;
  readonly step_index: number;
  readonly retry_count: number;
  readonly cycle_started_at: Temporal.Instant;
  readonly notified: number;
  readonly held_by: HoldReason | null;
  readonly held_until: Temporal.Instant | null;
  readonly held_for: string | null;
  readonly ack_timeout_minutes: number | null;
  readonly support_hours: TimeRestrictions | null;
  readonly threshold_occurrences: number | null;
  readonly threshold_minutes: number | null;
  readonly is_below_threshold: boolean;
  readonly has_ended: boolean;
}

interface DueRow extends Row {
  readonly due_at: Temporal.Instant;
  readonly attempts: number;
}

const ESCALATION_COLUMNS = `e.run, e.policy, e.step_index, e.retry_count, e.cycle_started_at, e.notified, e.held_by,
  e.held_until, e.held_for, e.ack_timeout_minutes, e.support_hours, e.threshold_occurrences, e.threshold_minutes,
  e.threshold_seen is not null as is_below_threshold, e.ended_at is not null as has_ended`;

@Injectable()
export class EscalationsRepository {
  /**
   * Claims due escalations, the longest due first, with their pages. Locks case and timer together and skips what
   * somebody else holds: it never waits, so it cannot deadlock with an acknowledge (DESIGN §4.8). By timers_due. The limit
   * stands in the text because the planner takes a parameter there for a tenth of the table.
   */
  async claimDue(tx: Tx, limit: number): Promise<readonly DueTimer[]> {
    const rows = await tx.query<DueRow>(
      `select ${PAGE_COLUMNS}, ${ESCALATION_COLUMNS}, t.due_at, t.attempts
         from timers t
         join cases c on c.org_id = t.org_id and c.id = t.case_id
         join escalations e on e.org_id = t.org_id and e.case_id = t.case_id
        where t.due_at <= (select clock_timestamp()) and t.kind = 'escalation'
        order by t.due_at
        limit ${Math.trunc(limit)}
          for no key update of c skip locked
          for update of t skip locked`,
    );
    return rows.map((row) => ({ ...fromRow(row), dueAt: row.due_at, attempts: row.attempts }));
  }

  /** The escalation of a locked page, by escalations_pk. */
  async get(tx: Tx, page: Page): Promise<Escalation> {
    const rows = await tx.query<Row>(
      `select ${ESCALATION_COLUMNS} from escalations e where e.org_id = $1 and e.case_id = $2`,
      [page.orgId, page.id],
    );
    const row = rows[0];
    if (row === undefined) throw new Error(`page ${page.id} has no escalation`);
    return escalationOf(row);
  }

  /** When the page's timer is due, or undefined when nothing is. By timers_pk. */
  async findDueAt(tx: Tx, page: Page): Promise<Temporal.Instant | undefined> {
    const rows = await tx.query<{ due_at: Temporal.Instant }>(
      `select t.due_at from timers t where t.org_id = $1 and t.case_id = $2 and t.kind = 'escalation'`,
      [page.orgId, page.id],
    );
    return rows[0]?.due_at;
  }

  async updateAll(tx: Tx, changes: readonly { page: Page; escalation: Escalation }[]): Promise<void> {
    await tx.query(
      `update escalations e
          set run = n.run, step_index = n.step_index, retry_count = n.retry_count,
              cycle_started_at = n.cycle_started_at, notified = n.notified, held_by = n.held_by,
              held_until = n.held_until, held_for = n.held_for,
              threshold_seen = case when n.is_below_threshold then e.threshold_seen end,
              ended_at = case when n.has_ended then coalesce(e.ended_at, clock_timestamp()) end
         from jsonb_to_recordset($1::jsonb) as n(org_id uuid, case_id uuid, run integer, step_index integer,
                retry_count integer, cycle_started_at timestamptz, notified integer, held_by text, held_until timestamptz,
                held_for uuid, is_below_threshold boolean, has_ended boolean)
        where e.org_id = n.org_id and e.case_id = n.case_id`,
      [
        JSON.stringify(
          changes.map(({ page, escalation }) => ({
            org_id: page.orgId,
            case_id: page.id,
            run: escalation.run,
            step_index: escalation.stepIndex,
            retry_count: escalation.retryCount,
            cycle_started_at: escalation.cycleStartedAt.toString(),
            notified: escalation.notified,
            held_by: escalation.hold?.reason,
            held_until: escalation.hold?.until?.toString(),
            held_for: escalation.hold?.for,
            is_below_threshold: escalation.belowThreshold !== undefined,
            has_ended: escalation.hasEnded,
          })),
        ),
      ],
    );
  }

  /** Pages that are merged into this one, by escalations_held_for. */
  async listMergedInto(tx: Tx, page: Page): Promise<readonly CaseId[]> {
    const rows = await tx.query<{ case_id: CaseId }>(
      `select e.case_id from escalations e where e.org_id = $1 and e.held_for = $2 and e.held_by = 'merged'`,
      [page.orgId, page.id],
    );
    return rows.map((row) => row.case_id);
  }

  /** What follows the page follows another one from now on. By escalations_held_for. */
  async mergeFollowers(tx: Tx, page: Page, leader: Page): Promise<void> {
    await tx.query(
      `update escalations e set held_for = $3 where e.org_id = $1 and e.held_for = $2 and e.held_by = 'merged'`,
      [page.orgId, page.id, leader.id],
    );
  }

  /** What only a reassignment changes: the copy of the policy, the terms of the rule, and the team of the page. */
  async reassign(tx: Tx, page: Page, escalation: Escalation, teamId: TeamId | undefined): Promise<void> {
    const { policy, ackTimeoutMinutes, supportHours } = escalation;
    await tx.query(
      `update escalations e set policy = $3, ack_timeout_minutes = $4, support_hours = $5
        where e.org_id = $1 and e.case_id = $2`,
      [
        page.orgId,
        page.id,
        JSON.stringify(policy),
        ackTimeoutMinutes ?? null,
        supportHours === undefined ? null : JSON.stringify(supportHours),
      ],
    );
    await tx.query(
      `update cases c set escalation_policy_id = $3, team_id = coalesce($4, c.team_id)
        where c.org_id = $1 and c.id = $2`,
      [page.orgId, page.id, policy.id === '' ? null : policy.id, teamId ?? null],
    );
  }

  /** Nothing is due any more: the policy has ended, or something else ends the hold. */
  async endTimers(tx: Tx, pages: readonly Page[]): Promise<void> {
    if (pages.length === 0) return;
    await tx.query(
      `delete from timers t using jsonb_to_recordset($1::jsonb) as p(org_id uuid, case_id uuid)
        where t.org_id = p.org_id and t.case_id = p.case_id and t.kind = 'escalation'`,
      [JSON.stringify(pages.map((page) => ({ org_id: page.orgId, case_id: page.id })))],
    );
  }

  /** A timer whose execution failed keeps its place: tried again after a doubling wait, at most five minutes. */
  async postpone(tx: Tx, orgId: OrgId, caseId: CaseId, error: string): Promise<void> {
    await tx.query(
      `update timers t
          set attempts = t.attempts + 1, last_error = $3,
              due_at = clock_timestamp() + make_interval(secs => least(300, power(2, least(t.attempts, 10))))
        where t.org_id = $1 and t.case_id = $2 and t.kind = 'escalation'`,
      [orgId, caseId, error],
    );
  }
}

function fromRow(row: Row): EscalatingPage {
  return { page: pageFromRow(row), escalation: escalationOf(row) };
}

function escalationOf(row: Row): Escalation {
  return {
    run: row.run,
    policy: row.policy,
    stepIndex: row.step_index,
    retryCount: row.retry_count,
    cycleStartedAt: row.cycle_started_at,
    notified: row.notified,
    ...holdOf(row),
    hasEnded: row.has_ended,
    ...(row.ack_timeout_minutes === null ? {} : { ackTimeoutMinutes: row.ack_timeout_minutes }),
    ...(row.support_hours === null ? {} : { supportHours: row.support_hours }),
    ...thresholdOf(row),
  };
}

function holdOf({ held_by: reason, held_until: until, held_for: id }: Row): { hold?: Hold } {
  if (reason === null) return {};
  return { hold: { reason, ...(until === null ? {} : { until }), ...(id === null ? {} : { for: id }) } };
}

function thresholdOf(row: Row): { belowThreshold?: OpenThreshold } {
  const { is_below_threshold: isBelow, threshold_occurrences: occurrences, threshold_minutes: minutes } = row;
  return isBelow && occurrences !== null && minutes !== null ? { belowThreshold: { occurrences, minutes } } : {};
}
