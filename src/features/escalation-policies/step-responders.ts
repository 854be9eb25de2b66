import { Injectable } from '@nestjs/common';
import type { OrgId, ScheduleId, TeamId, UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import { onCallKey, SchedulesReader, type OnCallFact } from '../schedules/index.js';
import { targetName, type TargetSnapshot } from './policy-snapshot.js';
import type { Candidate, TargetResponders } from './responders.js';

/** A target of an organization's page. */
export interface WantedTarget {
  readonly orgId: OrgId;
  readonly target: TargetSnapshot;
}

type OnCall = ReadonlyMap<string, OnCallFact>;

interface Row {
  readonly name: string;
  readonly user_id: UserId | null;
  readonly known: boolean;
  readonly disabled: boolean;
}

/**
 * Whom the targets of steps mean at a moment, and how each was found. Works in transactions of requests and of the
 * engine; a statement or two, however many pages and targets.
 */
@Injectable()
export class StepResponders {
  constructor(private readonly schedules: SchedulesReader) {}

  /** By `targetName`; every wanted target has an entry. */
  async resolve(
    tx: Tx,
    wanted: readonly WantedTarget[],
    at: Temporal.Instant,
  ): Promise<ReadonlyMap<string, TargetResponders>> {
    const distinct = new Map(wanted.map((each) => [targetName(each.orgId, each.target), each]));
    if (distinct.size === 0) return new Map();
    const onCall = await this.onCall(tx, distinct, at);
    const rows = await this.people(tx, distinct, onCall);
    return new Map(
      [...distinct].map(([name, { target }]) => [name, respondersOf(target, rows.get(name) ?? [], onCall.get(name))]),
    );
  }

  /** Who is on call in the wanted schedules, by `targetName`. */
  private async onCall(tx: Tx, wanted: ReadonlyMap<string, WantedTarget>, at: Temporal.Instant): Promise<OnCall> {
    const schedules = [...wanted].flatMap(([name, { orgId, target }]) => {
      if (target.kind !== 'schedule') return [];
      return [{ name, orgId, scheduleId: target.id as ScheduleId, position: target.position ?? 'current' }];
    });
    if (schedules.length === 0) return new Map();
    const facts = await this.schedules.onCall(tx, schedules, at);
    return new Map(
      schedules.flatMap((schedule) => {
        const fact = facts.get(onCallKey(schedule));
        return fact === undefined ? [] : [[schedule.name, fact] as const];
      }),
    );
  }

  /** Users by users_pk, members of teams by team_memberships_pk, in the order of joining. */
  private async people(
    tx: Tx,
    wanted: ReadonlyMap<string, WantedTarget>,
    onCall: OnCall,
  ): Promise<ReadonlyMap<string, readonly Row[]>> {
    const rows = await tx.query<Row>(
      `select w.name, coalesce(w.user_id, m.user_id) as user_id, u.id is not null as known,
              u.disabled_at is not null as disabled
         from jsonb_to_recordset($1::jsonb) as w(name text, org_id uuid, user_id uuid, team_id uuid)
         left join team_memberships m on m.org_id = w.org_id and m.team_id = w.team_id
         left join users u on u.org_id = w.org_id and u.id = coalesce(w.user_id, m.user_id)
        order by w.name, m.number`,
      [
        JSON.stringify(
          [...wanted].map(([name, { orgId, target }]) => ({
            name,
            org_id: orgId,
            user_id: target.kind === 'user' ? target.id : onCall.get(name)?.userId,
            team_id: target.kind === 'team' ? target.id : undefined,
          })),
        ),
      ],
    );
    return Map.groupBy(rows, (row) => row.name);
  }
}

function respondersOf(target: TargetSnapshot, rows: readonly Row[], onCall: OnCallFact | undefined): TargetResponders {
  const candidates = rows.flatMap(({ user_id: userId, known, disabled }): Candidate[] => {
    if (userId === null) return [];
    const obstacle = known ? disabled && 'disabled' : 'unknown';
    return [{ userId, ...throughOf(target, onCall), ...(obstacle === false ? {} : { obstacle }) }];
  });
  if (candidates.length > 0) return { candidates };
  return { candidates, empty: target.kind === 'schedule' ? 'nobody_on_call' : 'no_members' };
}

/** Through what the target means its people. */
function throughOf(target: TargetSnapshot, onCall: OnCallFact | undefined): Omit<Candidate, 'userId'> {
  switch (target.kind) {
    case 'user':
      return {};
    case 'team':
      return { teamId: target.id as TeamId };
    case 'schedule': {
      const { layerId, overrideId } = onCall ?? {};
      return {
        scheduleId: target.id as ScheduleId,
        position: target.position ?? 'current',
        ...(layerId === undefined ? {} : { layerId }),
        ...(overrideId === undefined ? {} : { overrideId }),
      };
    }
  }
}
