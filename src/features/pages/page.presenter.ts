import { Injectable, Optional } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { TeamsReader } from '../../capabilities/teams/index.js';
import { UserDirectory, type DirectoryUser } from '../../capabilities/users/index.js';
import type { Actor, ScheduleId, TeamId, UserId } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import type { TimelineEntry } from '../cases/index.js';
import { SchedulesReader } from '../schedules/index.js';
import { onCallToJson } from './on-call-json.js';
import { liveCallToJson } from './live-call-json.js';
import { LiveCallers, maskedNumber, type LiveCaller } from './live-callers.js';
import type { LiveCall, Page } from './page.js';
import type { TimelineResource } from './page-timeline.dto.js';
import type { LiveCallProperties, PageAnswer, PageResource } from './pages.dto.js';
import { mentionedIn, textOf, type MentionedIds, type Words } from './timeline-text.js';

type Names = ReadonlyMap<string, DirectoryUser>;
type Callers = ReadonlyMap<string, LiveCallProperties>;

/** Pages as the API shows them. Names are looked up on read, for roles that may see them, and the reading is audited. */
@Injectable()
export class PagePresenter {
  constructor(
    private readonly directory: UserDirectory,
    private readonly audit: Audit,
    private readonly unitOfWork: UnitOfWork,
    private readonly schedules: SchedulesReader,
    private readonly teams: TeamsReader,
    /** Only where calls come in. */
    @Optional() private readonly liveCallers?: LiveCallers,
  ) {}

  async answer(actor: Actor, page: Page): Promise<PageAnswer> {
    const [data] = await this.pages(actor, [page]);
    if (data === undefined) throw new Error('a page was not presented');
    return { data };
  }

  async pages(actor: Actor, pages: readonly Page[]): Promise<PageResource[]> {
    const [names, calls] = await Promise.all([
      this.names(
        actor,
        pages.flatMap((page) => page.onCall.responderIds),
        pages.map((page) => page.id),
      ),
      this.calls(actor, pages),
    ]);
    return pages.map((page) => resourceOf(page, names, calls));
  }

  async timeline(actor: Actor, page: Page, entries: readonly TimelineEntry[]): Promise<TimelineResource[]> {
    const authors = entries.flatMap(({ actor: by }) => (by.kind === 'user' ? [by.id] : []));
    const mentioned = mentionedIn(entries);
    const names = await this.names(actor, [...authors, ...mentioned.people] as UserId[], [page.id]);
    const things = await this.things(actor, mentioned);
    const words: Words = {
      person: (id) => nameIn(names, id) ?? 'a responder',
      schedule: (id) => things.get(id) ?? id,
      team: (id) => things.get(id) ?? id,
    };
    return entries.map((entry) => cellOf(entry, names, textOf(entry, words)));
  }

  /** Names of schedules and teams: no person's, so for everybody who may read the page. */
  private async things(actor: Actor, { schedules, teams }: MentionedIds): Promise<ReadonlyMap<string, string>> {
    if (schedules.length + teams.length === 0) return new Map();
    return this.unitOfWork.read(actor.orgId, async (tx) => {
      const named = [
        ...(await this.schedules.list(tx, actor.orgId, schedules as ScheduleId[])),
        ...(await this.teams.list(tx, actor.orgId, teams as TeamId[])),
      ];
      return new Map(named.map(({ id, name }) => [id, name]));
    });
  }

  /** With the caller's number, which roles that may not read users get masked. */
  private async calls(actor: Actor, pages: readonly Page[]): Promise<Callers> {
    const called = pages.filter(({ onCall }) => onCall.liveCall !== undefined);
    if (called.length === 0) return new Map();
    const ids = called.map((page) => page.id);
    const readable = actor.permissions.has('users_read');
    const [callers] = await Promise.all([
      this.liveCallers?.find(actor.orgId, ids) ?? new Map<string, LiveCaller>(),
      readable ? this.audit.recordRead(actor, 'live_call', ids, []) : undefined,
    ]);
    return new Map(
      called.flatMap(({ id, onCall: { liveCall } }) =>
        liveCall === undefined ? [] : [[id, liveCallOf(liveCall, callers.get(id), readable)] as const],
      ),
    );
  }

  /** Empty for roles that may not read users. */
  private async names(actor: Actor, userIds: readonly UserId[], pageIds: readonly string[]): Promise<Names> {
    const distinct = [...new Set(userIds)];
    if (distinct.length === 0 || !actor.permissions.has('users_read')) return new Map();
    const [names] = await Promise.all([
      this.directory.find(actor.orgId, distinct),
      this.audit.recordRead(actor, 'page', pageIds, distinct),
    ]);
    return names;
  }
}

/** Undefined for who may not be seen, and for who has no name. */
function nameIn(names: Names, id: string): string | undefined {
  const name = names.get(id)?.name;
  return name === '' ? undefined : name;
}

function resourceOf(page: Page, names: Names, calls: Callers): PageResource {
  const { onCall } = page;
  const call = calls.get(page.id);
  const time = (instant: Temporal.Instant) => instant.toString();
  return {
    id: page.id,
    type: 'pages',
    attributes: {
      title: page.title,
      description: page.description,
      status: page.status,
      urgency: onCall.urgency,
      priority: page.priority,
      key: page.key,
      number: page.number,
      services: [...page.services],
      tags: [...page.tags],
      occurrences: page.occurrences,
      ...(page.lastOccurredAt === undefined ? {} : { last_occurred_at: time(page.lastOccurredAt) }),
      created_at: time(page.createdAt),
      ...(page.modifiedAt === undefined ? {} : { modified_at: time(page.modifiedAt) }),
      ...(page.closedAt === undefined ? {} : { closed_at: time(page.closedAt) }),
      additional_properties: {
        on_call: {
          ...onCallToJson(onCall),
          ...(call === undefined ? {} : { live_call: call }),
          targets: { teams: [...onCall.targets.teams], users: [...onCall.targets.users] },
          responder_users: onCall.responderIds.map((id) => {
            const person = names.get(id);
            return { user_uuid: id, ...(person === undefined ? {} : { name: person.name, email: person.email }) };
          }),
        },
      },
    },
    relationships: {
      responders: { data: onCall.responderIds.map((id) => ({ id, type: 'users' })) },
      ...(page.teamId === undefined ? {} : { team: { data: { id: page.teamId, type: 'teams' } } }),
      ...(page.assigneeId === undefined ? {} : { assignee: { data: { id: page.assigneeId, type: 'users' } } }),
      ...(page.createdBy === undefined ? {} : { created_by: { data: { id: page.createdBy, type: 'users' } } }),
    },
  };
}

function liveCallOf(call: LiveCall, caller: LiveCaller = {}, readable: boolean): LiveCallProperties {
  const { number, recording } = caller;
  const shown = readable && recording !== undefined;
  return {
    ...liveCallToJson(call),
    ...(number === undefined ? {} : { caller: readable ? number : maskedNumber(number) }),
    ...(shown ? { recording_seconds: recording.seconds } : {}),
    ...(shown && recording.url !== undefined ? { recording_url: recording.url } : {}),
  };
}

function cellOf(entry: TimelineEntry, names: Names, text: string): TimelineResource {
  const name = names.get(entry.actor.id)?.name;
  return {
    id: entry.cellId,
    type: 'timeline_cell',
    attributes: {
      type: entry.type,
      created_at: entry.createdAt.toString(),
      author: {
        type: entry.actor.kind === 'user' ? 'USER' : 'SYSTEM',
        id: entry.actor.id,
        ...(name === undefined ? {} : { name }),
      },
      text,
      ...(entry.message === null ? {} : { message: entry.message }),
      data: entry.data,
    },
  };
}
