import { Injectable } from '@nestjs/common';
import {
  InvalidError,
  NotFoundError,
  type OrgId,
  type Page,
  type ScheduleId,
  type TeamId,
} from '../../kernel/index.js';
import { violatedConstraint, type Tx } from '../../platform/database/index.js';
import {
  normalizeText,
  queryToSql,
  type FieldCatalog,
  type Query,
  type SqlFields,
} from '../../platform/query/index.js';
import type { ScheduleDefinition } from './schedule-definition.js';
import { definitionOf, layersOfS, restrictionJson, type ScheduleRow } from './schedule.row.js';

/** What `filter[query]` may name. */
export const SCHEDULE_FIELDS: FieldCatalog = {
  name: { kind: 'keyword' },
  time_zone: { kind: 'keyword' },
  team: { kind: 'ids', aliases: ['team.id'] },
  user: { kind: 'ids', aliases: ['user.id'] },
  created_at: { kind: 'instant' },
  modified_at: { kind: 'instant' },
};

const SQL_FIELDS: SqlFields = {
  text: { column: 's.search_text' },
  name: { column: 's.name' },
  time_zone: { column: 's.time_zone' },
  team: {
    column: `array(select f.team_id from schedule_teams f where f.org_id = s.org_id and f.schedule_id = s.id)`,
  },
  user: {
    column: `array(select f.user_id from schedule_layers g
                     join schedule_members f on f.org_id = g.org_id and f.layer_id = g.id
                    where g.org_id = s.org_id and g.schedule_id = s.id and f.user_id is not null)`,
  },
  created_at: { column: 's.created_at' },
  modified_at: { column: 's.modified_at' },
};

const TEAMS_OF_S = `array(select t.team_id from schedule_teams t
                           where t.org_id = s.org_id and t.schedule_id = s.id order by t.position)`;

/** A schedule as a list shows it. */
export interface ListedSchedule {
  readonly id: ScheduleId;
  readonly name: string;
  readonly timeZone: string;
  readonly teamIds: readonly TeamId[];
}

/** Foreign keys that fail only when a team is deleted between the check of the request and the write. */
const TEAM_KEY = 'schedule_teams_of_team';

@Injectable()
export class SchedulesRepository {
  /** The whole schedule in one statement, by schedules_pk. */
  async find(tx: Tx, orgId: OrgId, id: ScheduleId): Promise<ScheduleDefinition | undefined> {
    const rows = await tx.query<ScheduleRow>(
      `select s.id, s.name, s.time_zone, ${layersOfS()} as layers, ${TEAMS_OF_S} as team_ids
         from schedules s where s.org_id = $1 and s.id = $2`,
      [orgId, id],
    );
    return rows[0] && definitionOf(rows[0]);
  }

  async get(tx: Tx, orgId: OrgId, id: ScheduleId): Promise<ScheduleDefinition> {
    const found = await this.find(tx, orgId, id);
    if (found === undefined) throw new NotFoundError('schedule', id);
    return found;
  }

  /** As `get`, after locking the row: edits, deletion and new references of one schedule take turns. */
  async lock(tx: Tx, orgId: OrgId, id: ScheduleId): Promise<ScheduleDefinition> {
    await tx.query('select s.id from schedules s where s.org_id = $1 and s.id = $2 for update', [orgId, id]);
    return this.get(tx, orgId, id);
  }

  /** The zone of the schedule. Throws `NotFoundError` when the organization has no such schedule. */
  async require(tx: Tx, orgId: OrgId, id: ScheduleId, lock = ''): Promise<string> {
    const rows = await tx.query<{ time_zone: string }>(
      `select s.time_zone from schedules s where s.org_id = $1 and s.id = $2 ${lock}`,
      [orgId, id],
    );
    if (rows[0] === undefined) throw new NotFoundError('schedule', id);
    return rows[0].time_zone;
  }

  /** As `require`; writers of overrides and swaps of one schedule take turns until the commit. Readers go on. */
  hold(tx: Tx, orgId: OrgId, id: ScheduleId): Promise<string> {
    return this.require(tx, orgId, id, 'for no key update');
  }

  /** One page by name, and how many match; both in one statement, by schedules_by_name. */
  async list(
    tx: Tx,
    orgId: OrgId,
    query: Query,
    range: { readonly size: number; readonly offset: number },
    now: Temporal.Instant,
  ): Promise<Page<ListedSchedule>> {
    const parameters: unknown[] = [orgId];
    const where = `s.org_id = $1 and ${queryToSql(query, SQL_FIELDS, parameters, now)}`;
    const count = `select count(*) from schedules s where ${where}`;
    const rows = await tx.query<Omit<ScheduleRow, 'layers'> & { readonly total: number }>(
      `select s.id, s.name, s.time_zone, ${TEAMS_OF_S} as team_ids, (${count}) as total
         from schedules s where ${where} order by s.name, s.id
        limit $${parameters.length + 1} offset $${parameters.length + 2}`,
      [...parameters, range.size, range.offset],
    );
    const items = rows.map((row) => ({
      id: row.id,
      name: row.name,
      timeZone: row.time_zone,
      teamIds: row.team_ids,
    }));
    const [first] = rows;
    if (first !== undefined || range.offset === 0) return { items, total: first?.total ?? 0 };
    const [counted] = await tx.query<{ count: number }>(count, parameters);
    return { items, total: counted?.count ?? 0 };
  }

  async insert(tx: Tx, orgId: OrgId, schedule: ScheduleDefinition): Promise<void> {
    await tx.query(
      `insert into schedules (org_id, id, name, search_text, time_zone, created_at, modified_at)
       select $1, $2, $3, $4, $5, c.at, c.at from (select clock_timestamp() as at) c`,
      [orgId, schedule.id, schedule.name, normalizeText(schedule.name), schedule.timeZone],
    );
    await insertParts(tx, orgId, schedule);
  }

  /** Replaces all of the schedule; the caller holds its lock. Overrides and swaps stay. */
  async update(tx: Tx, orgId: OrgId, schedule: ScheduleDefinition): Promise<void> {
    await tx.query(
      `update schedules s
          set name = $3, search_text = $4, time_zone = $5, modified_at = clock_timestamp()
        where s.org_id = $1 and s.id = $2`,
      [orgId, schedule.id, schedule.name, normalizeText(schedule.name), schedule.timeZone],
    );
    await tx.query('delete from schedule_teams t where t.org_id = $1 and t.schedule_id = $2', [orgId, schedule.id]);
    await tx.query('delete from schedule_layers l where l.org_id = $1 and l.schedule_id = $2', [orgId, schedule.id]);
    await insertParts(tx, orgId, schedule);
  }

  /** Layers, members, overrides and swaps go with it by their foreign keys. */
  async remove(tx: Tx, orgId: OrgId, id: ScheduleId): Promise<void> {
    await tx.query('delete from schedules s where s.org_id = $1 and s.id = $2', [orgId, id]);
  }

  /**
   * Ids of the escalation policies that have the schedule as a target, by escalation_policy_targets_by_schedule: holders
   * of a foreign key on this table, which is why they are read here. Complete while the schedule is locked: a new
   * reference waits for the lock.
   */
  async listReferringPolicies(tx: Tx, orgId: OrgId, id: ScheduleId): Promise<string[]> {
    const rows = await tx.query<{ policy_id: string }>(
      `select distinct p.policy_id from escalation_policy_targets t
         join escalation_policy_steps p on p.org_id = t.org_id and p.id = t.step_id
        where t.org_id = $1 and t.schedule_id = $2 order by p.policy_id limit 20`,
      [orgId, id],
    );
    return rows.map((row) => row.policy_id);
  }
}

async function insertParts(tx: Tx, orgId: OrgId, schedule: ScheduleDefinition): Promise<void> {
  try {
    await insertTeams(tx, orgId, schedule);
  } catch (error) {
    if (violatedConstraint(error) !== TEAM_KEY) throw error;
    throw new InvalidError('A team of this schedule was deleted meanwhile.', [
      { in: 'body', field: '/data/relationships/teams', rule: 'refers to a team that was deleted meanwhile' },
    ]);
  }
  await insertLayers(tx, orgId, schedule);
  await insertMembers(tx, orgId, schedule);
}

async function insertTeams(tx: Tx, orgId: OrgId, { id, teamIds }: ScheduleDefinition): Promise<void> {
  if (teamIds.length === 0) return;
  await tx.query(
    `insert into schedule_teams (org_id, schedule_id, team_id, position)
     select $1, $2, t.team_id, t.position from unnest($3::uuid[]) with ordinality as t(team_id, position)`,
    [orgId, id, teamIds],
  );
}

async function insertLayers(tx: Tx, orgId: OrgId, { id, layers }: ScheduleDefinition): Promise<void> {
  const rows = layers.map((layer, position) => ({
    id: layer.id,
    position,
    name: layer.name,
    effective_date: layer.effectiveDate.toString(),
    end_date: layer.endDate?.toString(),
    rotation_start: layer.rotationStart.toString(),
    interval_days: layer.interval.days,
    interval_seconds: layer.interval.seconds,
    time_zone: layer.timeZone,
    restrictions: layer.restrictions.map(restrictionJson),
    turn_offset: layer.turnOffset,
  }));
  await tx.query(
    `insert into schedule_layers (org_id, id, schedule_id, position, name, effective_date, end_date, rotation_start,
            interval_days, interval_seconds, time_zone, restrictions, turn_offset)
     select $1, l.id, $2, l.position, l.name, l.effective_date, l.end_date, l.rotation_start, l.interval_days,
            l.interval_seconds, l.time_zone, l.restrictions, l.turn_offset
       from jsonb_to_recordset($3::jsonb) as l (id uuid, position integer, name text, effective_date timestamptz,
            end_date timestamptz, rotation_start timestamptz, interval_days integer, interval_seconds integer,
            time_zone text, restrictions jsonb, turn_offset integer)`,
    [orgId, id, JSON.stringify(rows)],
  );
}

async function insertMembers(tx: Tx, orgId: OrgId, { layers }: ScheduleDefinition): Promise<void> {
  const rows = layers.flatMap((layer) =>
    layer.members.map((userId, index) => ({ layer_id: layer.id, number: index + 1, user_id: userId })),
  );
  await tx.query(
    `insert into schedule_members (org_id, layer_id, number, user_id)
     select $1, m.layer_id, m.number, m.user_id
       from jsonb_to_recordset($2::jsonb) as m (layer_id uuid, number integer, user_id uuid)`,
    [orgId, JSON.stringify(rows)],
  );
}
