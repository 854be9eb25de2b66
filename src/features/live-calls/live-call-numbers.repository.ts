import { Injectable } from '@nestjs/common';
import { ConflictError, invalidField, NotFoundError, type OrgId, type TeamId } from '../../kernel/index.js';
import { EngineUnitOfWork, violatedConstraint, type Tx } from '../../platform/database/index.js';
import { NUMBERS_MAX, type LiveCallNumber, type NumberOfOrganization } from './live-call-number.js';

interface Row {
  readonly id: string;
  readonly number: string;
  readonly team_id: TeamId;
  readonly greeting: string;
  readonly ring_seconds: number;
  readonly voicemail: boolean;
}

const COLUMNS = 'n.id, n.number, n.team_id, n.greeting, n.ring_seconds, n.voicemail';

@Injectable()
export class LiveCallNumbersRepository {
  constructor(private readonly engine: EngineUnitOfWork) {}

  /** Of any organization, and the time: a call says no more than whom it was dialed to. By live_call_numbers_once. */
  async findByNumber(number: string): Promise<(NumberOfOrganization & { readonly at: Temporal.Instant }) | undefined> {
    const [row] = await this.engine.statement<Row & { org_id: OrgId; at: Temporal.Instant }>(
      `select ${COLUMNS}, n.org_id, clock_timestamp() as at from live_call_numbers n where n.number = $1`,
      [number],
    );
    return row && { ...numberFromRow(row), orgId: row.org_id, at: row.at };
  }

  /** The oldest first, by live_call_numbers_by_creation. */
  async list(tx: Tx, orgId: OrgId): Promise<LiveCallNumber[]> {
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from live_call_numbers n where n.org_id = $1
        order by n.created_at, n.id limit ${NUMBERS_MAX}`,
      [orgId],
    );
    return rows.map(numberFromRow);
  }

  /** By live_call_numbers_pk. */
  async get(tx: Tx, orgId: OrgId, id: string, lock = ''): Promise<LiveCallNumber> {
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from live_call_numbers n where n.org_id = $1 and n.id = $2 ${lock}`,
      [orgId, id],
    );
    if (rows[0] === undefined) throw new NotFoundError('live call number', id);
    return numberFromRow(rows[0]);
  }

  lock(tx: Tx, orgId: OrgId, id: string): Promise<LiveCallNumber> {
    return this.get(tx, orgId, id, 'for update');
  }

  /** How many the organization has; creates wait here for each other, so that two cannot both be the last one. */
  async countLocked(tx: Tx, orgId: OrgId): Promise<number> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`live call numbers of ${orgId}`]);
    const rows = await tx.query<{ count: number }>(
      'select count(*) as count from live_call_numbers n where n.org_id = $1',
      [orgId],
    );
    return rows[0]?.count ?? 0;
  }

  /** @throws ConflictError when somebody has the number, InvalidError for a team that is not there */
  async insert(tx: Tx, orgId: OrgId, number: LiveCallNumber): Promise<void> {
    await refusing(
      tx.query(
        `insert into live_call_numbers (org_id, id, number, team_id, greeting, ring_seconds, voicemail, created_at, modified_at)
         select $1, $2, $3, $4, $5, $6, $7, c.at, c.at from (select clock_timestamp() as at) c`,
        columnsOf(orgId, number),
      ),
    );
  }

  /** As `insert`; the caller holds the lock. */
  async update(tx: Tx, orgId: OrgId, number: LiveCallNumber): Promise<void> {
    await refusing(
      tx.query(
        `update live_call_numbers n
            set number = $3, team_id = $4, greeting = $5, ring_seconds = $6, voicemail = $7,
                modified_at = clock_timestamp()
          where n.org_id = $1 and n.id = $2`,
        columnsOf(orgId, number),
      ),
    );
  }

  async remove(tx: Tx, orgId: OrgId, id: string): Promise<void> {
    await tx.query('delete from live_call_numbers n where n.org_id = $1 and n.id = $2', [orgId, id]);
  }
}

async function refusing(statement: Promise<unknown>): Promise<void> {
  try {
    await statement;
  } catch (error) {
    switch (violatedConstraint(error)) {
      case 'live_call_numbers_once':
        throw new ConflictError('The number is in use already; one number leads to one team.', 'number_in_use');
      case 'live_call_numbers_of_team':
        throw invalidField('/data/attributes/team_id', 'must be a team of the organization');
      default:
        throw error;
    }
  }
}

function columnsOf(orgId: OrgId, each: LiveCallNumber): unknown[] {
  return [orgId, each.id, each.number, each.teamId, each.greeting, each.ringSeconds, each.offersVoicemail];
}

function numberFromRow(row: Row): LiveCallNumber {
  return {
    id: row.id,
    number: row.number,
    teamId: row.team_id,
    greeting: row.greeting,
    ringSeconds: row.ring_seconds,
    offersVoicemail: row.voicemail,
  };
}
