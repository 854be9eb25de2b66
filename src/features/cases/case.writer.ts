import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { WakeUp } from '../../capabilities/timers/index.js';
import { ConflictError, invalidField, newId, UnavailableError, type CaseId } from '../../kernel/index.js';
import {
  EngineUnitOfWork,
  GroupCommit,
  sqlState,
  violatedConstraint,
  type Outcome,
} from '../../platform/database/index.js';
import { CREATE_CASES } from './create-cases.sql.js';
import { fold, type Folded } from './fold.js';
import type { CreatedCase, NewCase } from './new-case.js';
import { OccurrenceRecorder } from './occurrence-recorder.js';
import { searchTextOf } from './search-text.js';

/** One statement carries at most so many rows: its JSON stays below a megabyte of ordinary pages. */
const MAX_GROUP = 200;
/** Tries of a group whose connection was lost; ids are made before, so a repeated try cannot create twice. */
const CONNECTION_TRIES = 4;
const RETRY_PAUSE_MS = 100;

type Result = Outcome<CreatedCase>;

/** The hot path of both tenants: concurrent creates become one statement and one commit (DESIGN §4.2, §4.3). */
@Injectable()
export class CaseWriter {
  private readonly logger = new Logger(CaseWriter.name);
  private readonly group = new GroupCommit<NewCase, CreatedCase>((cases) => this.commit(cases), MAX_GROUP);

  constructor(
    private readonly engine: EngineUnitOfWork,
    private readonly occurrences: OccurrenceRecorder,
    private readonly wakeUp: WakeUp,
  ) {}

  /**
   * Creates the case, or answers the open page that has the same deduplication key, or the answer of an earlier
   * request with the same idempotency key and body. Throws `ConflictError` for the same key with another body and
   * `InvalidError` when the row breaks a rule of the database.
   */
  create(newCase: NewCase): Promise<CreatedCase> {
    return this.group.submit(newCase);
  }

  private async commit(cases: readonly NewCase[]): Promise<readonly Result[]> {
    const folded = fold(cases);
    const outcomes = await this.commitFolded(folded.leaders);
    this.wakeUp.signal('timers');
    this.wakeUp.signal('outbox');
    return folded.spread(outcomes);
  }

  private async commitFolded(leaders: readonly Folded[]): Promise<readonly Result[]> {
    try {
      return await this.attempt(leaders);
    } catch (error) {
      // One bad row never fails its neighbours: class 22 is bad data, 23 a broken constraint.
      if (!/^2[23]/.test(sqlState(error) ?? '')) throw error;
      const alone: Result[] = [];
      for (const leader of leaders) alone.push(await this.attemptAlone(leader));
      return alone;
    }
  }

  private async attemptAlone(leader: Folded): Promise<Result> {
    try {
      const [outcome] = await this.attempt([leader]);
      return outcome ?? { ok: false, error: new Error('the statement answered nothing') };
    } catch (error) {
      return { ok: false, error: refusalOf(error) };
    }
  }

  private async attempt(leaders: readonly Folded[]): Promise<readonly Result[]> {
    const repeated = await this.answersOfEarlierRequests(leaders);
    const fresh = leaders.filter((leader) => !repeated.has(leader));
    const created = await this.insert(fresh);
    const results: Result[] = [];
    for (const leader of leaders) {
      const earlier = repeated.get(leader);
      if (earlier !== undefined) results.push(earlier);
      else if (created.has(leader.case.id)) results.push(answer(leader.case.id, true));
      else results.push(await this.resolveConflict(leader));
    }
    return results;
  }

  /** Inserts; on a lost connection again, since nobody knows whether the commit happened. Answers the created ids. */
  private async insert(leaders: readonly Folded[]): Promise<ReadonlySet<string>> {
    if (leaders.length === 0) return new Set();
    const rows = JSON.stringify(leaders.map(rowOf));
    for (let attempt = 1; ; attempt += 1) {
      try {
        const created = await this.engine.statement<{ id: string }>(CREATE_CASES, [rows]);
        return new Set(created.map((row) => row.id));
      } catch (error) {
        if (!isConnectionLost(error)) throw error;
        if (attempt >= CONNECTION_TRIES) throw new UnavailableError('The database does not answer.', { cause: error });
        this.logger.warn({ err: error, msg: 'lost the connection during a group of creates; trying again' });
        await pause(RETRY_PAUSE_MS * attempt);
      }
    }
  }

  /** The row met an open page with its key, or itself. A page that is resolved meanwhile makes room: insert again. */
  private async resolveConflict(leader: Folded): Promise<Result> {
    for (;;) {
      const found = await this.occurrences.record(leader);
      if (found !== undefined) return answer(found.id, found.id === leader.case.id);
      const created = await this.insert([leader]);
      if (created.has(leader.case.id)) return answer(leader.case.id, true);
    }
  }

  private async answersOfEarlierRequests(leaders: readonly Folded[]): Promise<ReadonlyMap<Folded, Result>> {
    const keyed = leaders.filter((leader) => leader.idempotency.length > 0);
    if (keyed.length === 0) return new Map();
    const known = await this.occurrences.findIdempotent(keyed);
    const answers = new Map<Folded, Result>();
    for (const leader of keyed) {
      const found = known.get(leader);
      if (found === undefined) continue;
      answers.set(leader, found.sameBody ? answer(found.caseId, false) : { ok: false, error: otherBody() });
    }
    return answers;
  }
}

function answer(id: CaseId, created: boolean): Result {
  return { ok: true, result: { id, created } };
}

/** The refusal of an idempotency key that came with another body before. */
export function otherBody(): ConflictError {
  return new ConflictError(
    'The idempotency key was used with another body in the last 24 hours.',
    'idempotency_key_reused',
  );
}

function rowOf(folded: Folded, ordinal: number): object {
  const { case: each, occurrences, idempotency } = folded;
  return {
    ordinal,
    id: each.id,
    org_id: each.orgId,
    project_id: each.projectId,
    type_id: each.typeId,
    title: each.title,
    description: each.description,
    status: each.status,
    is_closed: each.isClosed ?? false,
    priority: each.priority,
    assignee_id: each.assigneeId,
    services: each.services,
    tags: each.tags,
    custom_attributes: each.customAttributes,
    additional_properties: each.additionalProperties,
    target_kind: each.target?.kind,
    target_id: each.target?.id,
    team_id: each.teamId,
    escalation_policy_id: each.escalationPolicyId,
    urgency: each.urgency,
    is_shadow: each.isShadow,
    deduplication_key: each.deduplicationKey,
    occurrences,
    search_text: searchTextOf(each),
    actor_kind: each.actor.kind,
    actor_id: each.actor.id,
    created_by: each.actor.kind === 'user' ? each.actor.id : undefined,
    request_id: each.requestId,
    cell_id: newId(),
    event_id: newId(),
    event_type: each.event.type,
    event_data: each.event.data,
    audit_after: { status: each.status, ...each.event.data },
    policy: each.escalation,
    idempotency: idempotency.map(({ key, bodyHash }) => ({ key, body_hash: bodyHash.toString('hex') })),
  };
}

/** Which field of the request a constraint speaks of. */
const FIELD_OF_CONSTRAINT: Readonly<Record<string, readonly [field: string, rule: string]>> = {
  cases_project: ['/data/relationships/project/data/id', 'must be a project of the organization'],
  cases_team: ['/data/attributes/target/identifier', 'must be a team of the organization'],
  cases_assignee: ['/data/relationships/assignee/data/id', 'must be a user of the organization'],
};

function refusalOf(error: unknown): unknown {
  const state = sqlState(error);
  const known = FIELD_OF_CONSTRAINT[violatedConstraint(error) ?? ''];
  if (known !== undefined) return invalidField(...known);
  if (state?.startsWith('22') === true) return invalidField('/data/attributes', 'holds a value that cannot be stored');
  return error;
}

/** SQLSTATE class 08 and 57P01–03, and what sockets say: nobody knows whether the statement was committed. */
function isConnectionLost(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined && /^(08|57P0)/.test(state)) return true;
  const text = error instanceof Error ? error.message : '';
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return /Connection terminated|connection timeout/i.test(text) || /^(ECONN|EPIPE|ETIMEDOUT)/.test(String(code));
}
