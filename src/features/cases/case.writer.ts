import { Injectable, Logger } from '@nestjs/common';
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
import { survivingLostConnection } from './lost-connection.js';
import type { CreatedCase, NewCase, NewEscalation } from './new-case.js';
import { OccurrenceRecorder } from './occurrence-recorder.js';
import { searchTextOf } from './search-text.js';

/** One statement carries at most so many rows, and about so many bytes of JSON. */
const MAX_GROUP = 200;
const MAX_GROUP_BYTES = 2_000_000;
/** The second try finds the key that the first one met; more are for a key that expires at this moment. */
const KEY_TRIES = 3;
/** Each try needs a page to be resolved exactly between two statements. */
const CONFLICT_TRIES = 20;

type Result = Outcome<CreatedCase>;

/** The hot path of both tenants: concurrent creates become one statement and one commit (DESIGN §4.2, §4.3). */
@Injectable()
export class CaseWriter {
  private readonly logger = new Logger(CaseWriter.name);
  private readonly group = new GroupCommit<NewCase, CreatedCase>((cases) => this.commit(cases), MAX_GROUP, {
    of: bytesOf,
    max: MAX_GROUP_BYTES,
  });

  constructor(
    private readonly engine: EngineUnitOfWork,
    private readonly occurrences: OccurrenceRecorder,
    private readonly wakeUp: WakeUp,
  ) {}

  /**
   * Creates the case, or answers the open page that has the same deduplication key, or the answer of an earlier
   * request with the same idempotency key and body. Throws `ConflictError` for the same key with another body,
   * `InvalidError` when the row breaks a rule of the database, and `UnavailableError` when what it needs stays locked,
   * the database takes too long or too many wait.
   */
  create(newCase: NewCase): Promise<CreatedCase> {
    return this.group.submit(newCase);
  }

  private async commit(cases: readonly NewCase[]): Promise<readonly Result[]> {
    const results = await this.commitGroup(cases);
    this.wakeUp.signal('timers');
    this.wakeUp.signal('outbox');
    return results;
  }

  private async commitGroup(cases: readonly NewCase[]): Promise<readonly Result[]> {
    try {
      return await this.attempt(cases);
    } catch (error) {
      if (!isOfOneRow(error)) throw error;
      return inTurn(
        cases,
        (each) => each.orgId,
        (each) => this.attemptAlone(each),
      );
    }
  }

  /** An idempotency key that another process inserts between our look-up and our insert is found by the next look-up. */
  private async attemptAlone(each: NewCase): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        const [outcome] = await this.attempt([each]);
        return outcome ?? { ok: false, error: new Error('the statement answered nothing') };
      } catch (error) {
        if (violatedConstraint(error) !== 'idempotency_keys_pk' || tries >= KEY_TRIES) {
          return { ok: false, error: refusalOf(error) };
        }
      }
    }
  }

  /** Repeats are answered before the fold: an alert must not be folded into the repeat of an older one. */
  private async attempt(cases: readonly NewCase[]): Promise<readonly Result[]> {
    const repeated = await this.answersOfEarlierRequests(cases);
    const fresh = cases.filter((each) => !repeated.has(each));
    const folded = fold(fresh);
    const outcomes = folded.spread(await this.write(folded.leaders));
    const results = new Map(fresh.map((each, index) => [each, outcomes[index]]));
    return cases.map((each) => repeated.get(each) ?? results.get(each) ?? noAnswer());
  }

  private async write(leaders: readonly Folded[]): Promise<readonly Result[]> {
    const created = await this.insert(leaders);
    const conflicting = leaders.filter((leader) => !created.has(leader.case.id));
    const resolved = await inTurn(
      conflicting,
      (leader) => leader.case.orgId,
      (leader) => this.resolve(leader),
    );
    const results = new Map(conflicting.map((leader, index) => [leader, resolved[index]]));
    return leaders.map((leader) => results.get(leader) ?? answer(leader.case.id, true));
  }

  /** Answers the ids that were created. They are made before, so what a lost connection repeats cannot create twice. */
  private async insert(leaders: readonly Folded[]): Promise<ReadonlySet<string>> {
    if (leaders.length === 0) return new Set();
    const rows = JSON.stringify(leaders.map(rowOf));
    const created = await this.surviving(() => this.engine.statement<{ id: string }>(CREATE_CASES, [rows]));
    return new Set(created.map((row) => row.id));
  }

  /** What fails here is the outcome of this one: to replay the group would count the occurrences of others twice. */
  private async resolve(leader: Folded): Promise<Result> {
    try {
      return await this.resolveConflict(leader);
    } catch (error) {
      if (violatedConstraint(error) === 'idempotency_keys_pk') throw error;
      return { ok: false, error: refusalOf(error) };
    }
  }

  /** The row met an open page with its key, or itself. A page that is resolved meanwhile makes room: insert again. */
  private async resolveConflict(leader: Folded): Promise<Result> {
    for (let tries = 1; tries <= CONFLICT_TRIES; tries += 1) {
      // Repeated after a commit whose answer was lost, it counts the occurrence twice; the caller would, too.
      const found = await this.surviving(() => this.occurrences.record(leader));
      if (found !== undefined) return answer(found.id, found.id === leader.case.id);
      const created = await this.insert([leader]);
      if (created.has(leader.case.id)) return answer(leader.case.id, true);
    }
    // Nothing to be found and no room: a number of a sequence that was set back, say. The writer must not stand still.
    return { ok: false, error: new Error(`case ${leader.case.id} conflicts with a row that is no page with its key`) };
  }

  private async answersOfEarlierRequests(cases: readonly NewCase[]): Promise<ReadonlyMap<NewCase, Result>> {
    if (cases.every((each) => each.idempotency === undefined)) return new Map();
    const known = await this.surviving(() => this.occurrences.findIdempotent(cases));
    const answers = new Map<NewCase, Result>();
    for (const [each, { caseId, sameBody }] of known) {
      answers.set(each, sameBody ? answer(caseId, false) : { ok: false, error: otherBody() });
    }
    return answers;
  }

  private surviving<T>(work: () => Promise<T>): Promise<T> {
    return survivingLostConnection(work, (error) => {
      this.logger.warn({ err: error, msg: 'lost the connection during a group of creates; trying again' });
    });
  }
}

/**
 * One after the other. When the database does not answer one in time, the others of its organization are refused
 * unseen: hundreds that wait for the same lock must not hold up the other organizations for as many time-outs.
 */
async function inTurn<Item>(
  items: readonly Item[],
  orgOf: (item: Item) => string,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const slow = new Map<string, Result>();
  const results: Result[] = [];
  for (const item of items) {
    const result = slow.get(orgOf(item)) ?? (await work(item));
    if (!result.ok && result.error instanceof UnavailableError) slow.set(orgOf(item), result);
    results.push(result);
  }
  return results;
}

/**
 * One bad row never fails its neighbours: SQLSTATE class 22 is bad data, 23 a broken constraint, 54 a limit of
 * PostgreSQL; a row that is locked (55P03) or heavy (57014) makes all of its group wait.
 */
function isOfOneRow(error: unknown): boolean {
  return /^(2[23]|54|55P03|57014)/.test(sqlState(error) ?? '');
}

/** What the case weighs in JSON, roughly: its texts are all that can be heavy. */
function bytesOf(each: NewCase): number {
  const { title, description, tags, services, customAttributes, additionalProperties } = each;
  const texts = JSON.stringify([tags, services, customAttributes, additionalProperties]);
  // Title and description stand there once more, as search text.
  return Buffer.byteLength(title) * 2 + Buffer.byteLength(description) * 2 + Buffer.byteLength(texts);
}

function noAnswer(): Result {
  return { ok: false, error: new Error('the group answered nothing for this case') };
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
    ...escalationColumns(each.escalation),
    idempotency: idempotency.map(({ key, bodyHash }) => ({ key, body_hash: bodyHash.toString('hex') })),
  };
}

function escalationColumns(escalation: NewEscalation | undefined): object {
  if (escalation === undefined) return {};
  const { policy, ackTimeoutMinutes, supportHours, threshold, maintenance } = escalation;
  return {
    policy,
    ack_timeout_minutes: ackTimeoutMinutes,
    support_hours: supportHours,
    threshold_occurrences: threshold?.occurrences,
    threshold_minutes: threshold?.minutes,
    held_for: maintenance?.id,
    held_until: maintenance?.endsAt.toString(),
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
  if (state === '55P03' || state === '57014') {
    return new UnavailableError('The database could not write the case in time.', { cause: error });
  }
  return error;
}
