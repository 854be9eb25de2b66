import type { Page, PageRequest, UserId } from '../../kernel/index.js';
import { listPage } from './list-page.js';
import type { LayerDefinition, ScheduleDefinition } from './schedule-definition.js';
import { restrictionJson } from './schedule.row.js';
import { userLinkage } from './schedules.dto.js';
import type {
  ScheduleDocument,
  ScheduleIncluded,
  ScheduleLayer,
  ScheduleMember,
  ScheduleResource,
  SchedulesDocument,
  ScheduleTeam,
  ScheduleUser,
} from './schedules.dto.js';
import type { ListedSchedule } from './schedules.repository.js';
import type { ScheduleInclusion, WrittenTimes } from './schedules.request.js';
import { appliedRotationStart } from './turns.js';

export interface Person {
  readonly id: UserId;
  readonly name: string;
  readonly email: string;
  readonly active: boolean;
}

export interface Team {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly description: string;
  readonly avatar?: string | null | undefined;
}

/** What goes under `included`, and of whom the caller may see name and e-mail. */
export interface Related {
  readonly asked: readonly ScheduleInclusion[];
  readonly users: readonly Person[];
  readonly teams: readonly Team[];
  /** Times of the layers as a write sent them, in their order; a reading answers UTC. */
  readonly written?: readonly WrittenTimes[];
  mayRead(userId: UserId): boolean;
}

/** The public form of a schedule (contract/NOTES.md §9). A path brings what it leads over. */
export function scheduleDocument(schedule: ScheduleDefinition, related: Related): ScheduleDocument {
  const data = scheduleResource(schedule);
  return related.asked.length === 0 ? { data } : { data, included: included(schedule, related) };
}

export function scheduleResource(schedule: ScheduleDefinition): ScheduleResource {
  const { id, name, timeZone, layers, teamIds } = schedule;
  return {
    type: 'schedules',
    id,
    attributes: { name, tags: [], time_zone: timeZone },
    relationships: {
      layers: { data: layers.map((layer) => ({ type: 'layers', id: layer.id })) },
      teams: teamLinkage(teamIds),
    },
  };
}

export function schedulesDocument(
  { items, total }: Page<ListedSchedule>,
  request: PageRequest,
  teams: readonly Team[] | undefined,
): SchedulesDocument {
  return {
    data: items.map(({ id, name, timeZone, teamIds }) => ({
      type: 'schedules',
      id,
      attributes: { name, tags: [], time_zone: timeZone },
      relationships: { teams: teamLinkage(teamIds) },
    })),
    ...(teams === undefined ? {} : { included: teams.map(teamResource) }),
    meta: { page: listPage(request, total) },
  };
}

function included(schedule: ScheduleDefinition, related: Related): ScheduleIncluded[] {
  const { layers, timeZone } = schedule;
  const withLayers = related.asked.some((path) => path.startsWith('layers'));
  const withMembers = related.asked.some((path) => path.startsWith('layers.members'));
  return [
    ...related.teams.map(teamResource),
    ...(withLayers ? layers.map((layer, index) => layerResource(layer, timeZone, related.written?.[index])) : []),
    ...(withMembers ? layers.flatMap(memberResources) : []),
    ...related.users.map((user) => userResource(user, related.mayRead(user.id))),
  ];
}

function layerResource(layer: LayerDefinition, zone: string, written: WrittenTimes | undefined): ScheduleLayer {
  const { id, name, effectiveDate, endDate, rotationStart, interval, timeZone } = layer;
  const read = {
    effective_date: effectiveDate.toString(),
    ...(endDate === undefined ? {} : { end_date: endDate.toString() }),
    rotation_start: rotationStart.toString(),
  };
  return {
    type: 'layers',
    id,
    attributes: {
      name,
      ...(written ?? read),
      applied_rotation_start: appliedRotationStart({ ...layer, timeZone: timeZone ?? zone }).toString(),
      interval: {
        ...(interval.days === 0 ? {} : { days: interval.days }),
        ...(interval.seconds === 0 ? {} : { seconds: interval.seconds }),
      },
      restrictions: layer.restrictions.map(restrictionJson),
      ...(timeZone === undefined ? {} : { time_zone: timeZone }),
    },
    relationships: {
      members: { data: layer.members.map((_, index) => ({ type: 'members', id: memberId(id, index) })) },
    },
  };
}

/** An empty turn is among the layer's members and not here (contract/NOTES.md §9). */
function memberResources(layer: LayerDefinition): ScheduleMember[] {
  return layer.members.flatMap((userId, index): ScheduleMember[] =>
    userId === undefined
      ? []
      : [
          {
            type: 'members',
            id: memberId(layer.id, index),
            relationships: { user: userLinkage(userId) },
          },
        ],
  );
}

function memberId(layerId: string, index: number): string {
  return `${layerId}-member-${index + 1}`;
}

function teamLinkage(teamIds: readonly string[]) {
  return { data: teamIds.map((id) => ({ type: 'teams' as const, id })) };
}

export function userResource(user: Person, mayRead: boolean): ScheduleUser {
  const status = user.active ? ('active' as const) : ('deactivated' as const);
  const attributes = mayRead ? { email: user.email, name: user.name, status } : { name: '', status };
  return { type: 'users', id: user.id, attributes };
}

export function teamResource(team: Team): ScheduleTeam {
  const { id, avatar, description, handle, name } = team;
  return { type: 'teams', id, attributes: { avatar: avatar ?? '', description, handle, name } };
}
