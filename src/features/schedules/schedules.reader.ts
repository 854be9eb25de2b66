import { Injectable } from '@nestjs/common';
import { NotFoundError, type OrgId, type ScheduleId, type UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import { shiftsBetween, type OnCall, type Shift, type StaffedSchedule } from './on-call.js';
import type { Span } from './schedule-override.js';
import { onCallAtPosition, type SchedulePosition } from './shift-positions.js';
import { layerOf, layersOfS, type LayerJson } from './schedule.row.js';

/** Who is on call, and why: whose layer's turn it is, and the override that put them in. */
export interface OnCallFact {
  readonly userId: UserId;
  readonly layerId?: string;
  readonly overrideId?: string;
}

export interface WantedOnCall {
  readonly orgId: OrgId;
  readonly scheduleId: ScheduleId;
  readonly position: SchedulePosition;
}

export interface NamedSchedule {
  readonly id: ScheduleId;
  readonly name: string;
  readonly timeZone: string;
}

/** Key of a wanted fact in the answer of `SchedulesReader.onCall`. */
export function onCallKey({ orgId, scheduleId, position }: WantedOnCall): string {
  return `${orgId} ${scheduleId} ${position}`;
}

interface StaffedRow {
  readonly org_id: OrgId;
  readonly id: ScheduleId;
  readonly time_zone: string;
  readonly layers: readonly LayerJson[];
  readonly overrides: readonly {
    readonly id: string;
    readonly user_id: UserId | null;
    readonly replaced_user_id: UserId | null;
    readonly starts_at: string;
    readonly ends_at: string;
  }[];
}

/** A member who is disabled is a turn that nobody has. */
const ACTIVE_MEMBER = `(select u.id from users u
                         where u.org_id = m.org_id and u.id = m.user_id and u.disabled_at is null)`;

/** Overrides further away touch neither the shift at a moment nor its neighbours. */
const REACH_DAYS = 1000;

/**
 * What other features may ask of schedules. Works in transactions of requests and of the engine, with one statement for
 * all that is wanted.
 */
@Injectable()
export class SchedulesReader {
  /**
   * Who is on call at the moment, by `onCallKey`; absent: nobody, or no such schedule. People who are disabled are on
   * call nowhere: their turn falls through to the layer below, and an override that calls one in does not count.
   */
  async onCall(
    tx: Tx,
    wanted: readonly WantedOnCall[],
    at: Temporal.Instant,
  ): Promise<ReadonlyMap<string, OnCallFact>> {
    const schedules = await this.load(tx, wanted, around(at));
    const facts = new Map<string, OnCallFact>();
    for (const each of wanted) {
      const schedule = schedules.get(`${each.orgId} ${each.scheduleId}`);
      const onCall = schedule && onCallAtPosition(schedule, each.position, at);
      if (onCall !== undefined) facts.set(onCallKey(each), factOf(onCall));
    }
    return facts;
  }

  /** The final schedule between two moments. Throws `NotFoundError` when the organization has no such schedule. */
  async shifts(tx: Tx, orgId: OrgId, scheduleId: ScheduleId, within: Span): Promise<Shift[]> {
    return shiftsBetween(await this.staffedWithin(tx, orgId, scheduleId, within), within);
  }

  /** The schedule with what may change it near the moment. Throws as `shifts`. */
  async staffed(tx: Tx, orgId: OrgId, scheduleId: ScheduleId, at: Temporal.Instant): Promise<StaffedSchedule> {
    return this.staffedWithin(tx, orgId, scheduleId, around(at));
  }

  /** The schedule with the overrides that touch the span. Throws as `shifts`. */
  async staffedWithin(tx: Tx, orgId: OrgId, scheduleId: ScheduleId, within: Span): Promise<StaffedSchedule> {
    const schedule = (await this.load(tx, [{ orgId, scheduleId }], within)).get(`${orgId} ${scheduleId}`);
    if (schedule === undefined) throw new NotFoundError('schedule', scheduleId);
    return schedule;
  }

  /**
   * Whether the organization has the schedule; if so it cannot be deleted until the transaction ends, so that the caller
   * may write a reference to it. Not for the engine, which has no right to lock it.
   */
  async holds(tx: Tx, orgId: OrgId, scheduleId: ScheduleId): Promise<boolean> {
    const rows = await tx.query(`select s.id from schedules s where s.org_id = $1 and s.id = $2 for key share`, [
      orgId,
      scheduleId,
    ]);
    return rows.length > 0;
  }

  /** Those of `ids` that are schedules of the organization, by name. */
  list(tx: Tx, orgId: OrgId, ids: readonly ScheduleId[]): Promise<NamedSchedule[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return tx.query<NamedSchedule>(
      `select s.id, s.name, s.time_zone as "timeZone" from schedules s
        where s.org_id = $1 and s.id = any($2::uuid[]) order by s.name, s.id`,
      [orgId, ids],
    );
  }

  /**
   * The schedules in which the person has a turn or an override near the moment, by name: at most 200. By
   * schedule_members_by_user and schedule_overrides_by_user.
   */
  async ofPerson(
    tx: Tx,
    orgId: OrgId,
    userId: UserId,
    at: Temporal.Instant,
  ): Promise<readonly (NamedSchedule & { readonly staffed: StaffedSchedule })[]> {
    const within = around(at);
    const rows = await tx.query<NamedSchedule>(
      `select s.id, s.name, s.time_zone as "timeZone" from schedules s
        where s.org_id = $1 and s.id in (
              select l.schedule_id from schedule_members m
                join schedule_layers l on l.org_id = m.org_id and l.id = m.layer_id
               where m.org_id = $1 and m.user_id = $2
              union
              select o.schedule_id from schedule_overrides o
               where o.org_id = $1 and o.user_id = $2 and o.ends_at > $3 and o.starts_at < $4)
        order by s.name, s.id limit 200`,
      [orgId, userId, within.start.toString(), within.end.toString()],
    );
    const wanted = rows.map(({ id: scheduleId }) => ({ orgId, scheduleId }));
    const schedules = await this.load(tx, wanted, within);
    return rows.flatMap((row) => {
      const staffed = schedules.get(`${orgId} ${row.id}`);
      return staffed === undefined ? [] : [{ ...row, staffed }];
    });
  }

  /** All of them in one statement, by schedules_pk and schedule_overrides_by_end; only overrides that touch the span. */
  private async load(
    tx: Tx,
    wanted: readonly { readonly orgId: OrgId; readonly scheduleId: ScheduleId }[],
    within: Span,
  ): Promise<ReadonlyMap<string, StaffedSchedule>> {
    if (wanted.length === 0) return new Map();
    const keys = [...new Map(wanted.map((each) => [`${each.orgId} ${each.scheduleId}`, each])).values()];
    const rows = await tx.query<StaffedRow>(
      `select s.org_id, s.id, s.time_zone, ${layersOfS(ACTIVE_MEMBER)} as layers,
              (select coalesce(json_agg(json_build_object('id', o.id, 'user_id', o.user_id,
                        'replaced_user_id', o.replaced_user_id, 'starts_at', o.starts_at, 'ends_at', o.ends_at)
                      order by o.starts_at, o.id), '[]')
                 from schedule_overrides o
                where o.org_id = s.org_id and o.schedule_id = s.id and o.ends_at > $3 and o.starts_at < $4
                  and (o.user_id is null or exists (
                         select from users u where u.org_id = o.org_id and u.id = o.user_id and u.disabled_at is null)))
                as overrides
         from unnest($1::uuid[], $2::uuid[]) as k (org_id, id)
         join schedules s on s.org_id = k.org_id and s.id = k.id`,
      [
        ...[keys.map((key) => key.orgId), keys.map((key) => key.scheduleId)],
        ...[within.start.toString(), within.end.toString()],
      ],
    );
    return new Map(rows.map((row) => [`${row.org_id} ${row.id}`, staffedOf(row)]));
  }
}

function staffedOf(row: StaffedRow): StaffedSchedule {
  return {
    timeZone: row.time_zone,
    layers: row.layers.map(layerOf),
    overrides: row.overrides.map(({ id, user_id: userId, replaced_user_id: replacedUserId, ...span }) => ({
      id,
      ...(userId === null ? {} : { userId }),
      ...(replacedUserId === null ? {} : { replacedUserId }),
      start: Temporal.Instant.from(span.starts_at),
      end: Temporal.Instant.from(span.ends_at),
    })),
  };
}

function factOf({ userId, layerId, overrideId }: OnCall): OnCallFact {
  return {
    userId,
    ...(layerId === undefined ? {} : { layerId }),
    ...(overrideId === undefined ? {} : { overrideId }),
  };
}

function around(at: Temporal.Instant): Span {
  const hours = REACH_DAYS * 24;
  return { start: at.subtract({ hours }), end: at.add({ hours }) };
}
