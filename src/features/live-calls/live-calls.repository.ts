import { Injectable } from '@nestjs/common';
import { NotFoundError, type CaseId, type OrgId, type TeamId } from '../../kernel/index.js';
import { EngineUnitOfWork, type Tx } from '../../platform/database/index.js';
import type { LiveCallOutcome } from '../pages/index.js';
import type { LiveCallState, Refusal, Ring } from './live-call.js';

/** A call as it is kept, without its caller. */
export interface StoredCall {
  readonly callId: string;
  readonly caseId: CaseId;
  readonly orgId: OrgId;
  readonly teamId: TeamId;
  /** The team's, which was dialed. */
  readonly number: string;
  readonly ringSeconds: number;
  readonly startedAt: Temporal.Instant;
  readonly state: LiveCallState;
}

export interface NewCall extends StoredCall {
  /** E.164; absent when the caller hides it. */
  readonly caller?: string;
}

/** What is learnt of a call on its way. */
export interface CallFacts {
  readonly answeredAt?: Temporal.Instant;
  readonly durationSeconds?: number;
  readonly recording?: { readonly url?: string; readonly seconds: number };
}

interface Row {
  readonly call_id: string;
  readonly case_id: CaseId;
  readonly org_id: OrgId;
  readonly team_id: TeamId;
  readonly number: string;
  readonly ring_seconds: number;
  readonly offers_voicemail: boolean;
  readonly phase: LiveCallState['phase'];
  readonly ring: Ring[];
  readonly turn: number;
  readonly refusal: Refusal | null;
  readonly outcome: LiveCallOutcome | null;
  readonly started_at: Temporal.Instant;
}

const COLUMNS = `l.call_id, l.case_id, l.org_id, l.team_id, l.number, l.ring_seconds, l.offers_voicemail, l.phase, l.ring,
       l.turn, l.refusal, l.outcome, l.started_at`;

@Injectable()
export class LiveCallsRepository {
  constructor(private readonly engine: EngineUnitOfWork) {}

  /** Of any organization; by live_calls_once. */
  async findByCallId(callId: string): Promise<StoredCall | undefined> {
    const rows = await this.engine.statement<Row>(`select ${COLUMNS} from live_calls l where l.call_id = $1`, [callId]);
    return rows[0] && callFromRow(rows[0]);
  }

  /** By live_calls_pk. */
  async get(tx: Tx, orgId: OrgId, caseId: CaseId, lock = ''): Promise<StoredCall> {
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from live_calls l where l.org_id = $1 and l.case_id = $2 ${lock}`,
      [orgId, caseId],
    );
    if (rows[0] === undefined) throw new NotFoundError('live call');
    return callFromRow(rows[0]);
  }

  /** Its page is locked before. */
  lock(tx: Tx, orgId: OrgId, caseId: CaseId): Promise<StoredCall> {
    return this.get(tx, orgId, caseId, 'for update');
  }

  /** Answers whether it is new: a webhook that comes twice at the same time finds the call of the other. */
  async insert(tx: Tx, call: NewCall): Promise<boolean> {
    const { state } = call;
    const rows = await tx.query(
      `insert into live_calls (org_id, case_id, call_id, caller, number, team_id, ring_seconds, offers_voicemail, phase,
              ring, turn, outcome, started_at, modified_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, $12, $13, clock_timestamp())
       on conflict do nothing returning 1`,
      [
        ...[call.orgId, call.caseId, call.callId, call.caller ?? null, call.number, call.teamId, call.ringSeconds],
        ...[state.offersVoicemail, state.phase, JSON.stringify(state.ring), state.turn, state.outcome ?? null],
        call.startedAt.toString(),
      ],
    );
    return rows.length > 0;
  }

  /** The caller holds the lock. Facts are set once. */
  async update(tx: Tx, { orgId, caseId }: StoredCall, state: LiveCallState, facts: CallFacts): Promise<void> {
    await tx.query(
      `update live_calls l
          set phase = $3, turn = $4, refusal = $5, outcome = $6, answered_at = coalesce(l.answered_at, $7),
              duration_seconds = coalesce(l.duration_seconds, $8), recording_url = coalesce(l.recording_url, $9),
              recording_seconds = coalesce(l.recording_seconds, $10), modified_at = clock_timestamp()
        where l.org_id = $1 and l.case_id = $2`,
      [
        ...[orgId, caseId, state.phase, state.turn, state.refusal ?? null, state.outcome ?? null],
        ...[facts.answeredAt?.toString() ?? null, facts.durationSeconds ?? null],
        ...[facts.recording?.url ?? null, facts.recording?.seconds ?? null],
      ],
    );
  }

  /**
   * The calls of one caller to one organization since a moment, the newest first; those who hide their number are one
   * caller. By live_calls_by_caller.
   */
  async listSince(
    tx: Tx,
    orgId: OrgId,
    caller: string | undefined,
    since: Temporal.Instant,
    limit: number,
  ): Promise<readonly CaseId[]> {
    const rows = await tx.query<{ case_id: CaseId }>(
      `select l.case_id from live_calls l
        where l.org_id = $1 and l.caller is not distinct from $2 and l.started_at > $3
        order by l.started_at desc, l.case_id desc limit $4`,
      [orgId, caller ?? null, since.toString(), limit],
    );
    return rows.map((row) => row.case_id);
  }
}

function callFromRow(row: Row): StoredCall {
  return {
    callId: row.call_id,
    caseId: row.case_id,
    orgId: row.org_id,
    teamId: row.team_id,
    number: row.number,
    ringSeconds: row.ring_seconds,
    startedAt: row.started_at,
    state: {
      phase: row.phase,
      ring: row.ring,
      turn: row.turn,
      offersVoicemail: row.offers_voicemail,
      ...(row.refusal === null ? {} : { refusal: row.refusal }),
      ...(row.outcome === null ? {} : { outcome: row.outcome }),
    },
  };
}
