import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { mayReadPerson, UserDirectory, type DirectoryUser } from '../../capabilities/users/index.js';
import type { Actor, UserId } from '../../kernel/index.js';
import { TenantConfig, type Workflow } from '../../platform/config/index.js';
import type { CaseAnswer, CaseResource, CaseUser, StatusGroup } from './case-answers.dto.js';
import { cellOf } from './case-cell.js';
import type { CaseCell } from './case-timeline.dto.js';
import type { Case } from './case.js';
import type { TimelineEntry } from './timeline.js';
import { labelOf, roleOf, type StatusRole } from './workflow.js';

/** Cases as the API shows them. Names are looked up on read, for roles that may see them, and the reading is audited. */
@Injectable()
export class CasePresenter {
  constructor(
    private readonly config: TenantConfig,
    private readonly directory: UserDirectory,
    private readonly audit: Audit,
  ) {}

  async case(actor: Actor, one: Case): Promise<CaseAnswer> {
    const people = await this.people(actor, peopleOf(one), [one.id]);
    return { data: this.resource(one), included: [...people.values()].map(userOf) };
  }

  async cases(actor: Actor, cases: readonly Case[]): Promise<{ data: CaseResource[]; included: CaseUser[] }> {
    const ids = cases.map((one) => one.id);
    const people = await this.people(actor, cases.flatMap(peopleOf), ids);
    return { data: cases.map((one) => this.resource(one)), included: [...people.values()].map(userOf) };
  }

  async timeline(actor: Actor, one: Case, entries: readonly TimelineEntry[]): Promise<CaseCell[]> {
    const authors = entries.flatMap(({ actor: by }) => (by.kind === 'user' ? [by.id as UserId] : []));
    const people = await this.people(actor, authors, [one.id]);
    return entries.map((entry) => cellOf(entry, people.get(entry.actor.id)));
  }

  /** Those that the caller may read, by id, in the order given. */
  private async people(
    actor: Actor,
    userIds: readonly UserId[],
    caseIds: readonly string[],
  ): Promise<ReadonlyMap<string, DirectoryUser>> {
    const readable = [...new Set(userIds)].filter((id) => mayReadPerson(actor, id));
    if (readable.length === 0) return new Map();
    const [found] = await Promise.all([
      this.directory.find(actor.orgId, readable),
      this.audit.recordRead(actor, 'case', caseIds, readable),
    ]);
    return new Map(
      readable.flatMap((id) => {
        const person = found.get(id);
        return person === undefined ? [] : [[id, person]];
      }),
    );
  }

  private resource(one: Case): CaseResource {
    return resourceOf(one, this.config.workflow, this.config.caseType);
  }
}

function peopleOf({ createdBy, modifiedBy, assigneeId }: Case): UserId[] {
  return [createdBy, modifiedBy, assigneeId].filter((id) => id !== undefined);
}

const GROUP: Readonly<Record<StatusRole, StatusGroup>> = {
  start: 'SG_OPEN',
  middle: 'SG_IN_PROGRESS',
  final: 'SG_CLOSED',
};

/** What is not set is absent, not null (contract/NOTES.md §5 no. 9). */
export function resourceOf(one: Case, workflow: Workflow, caseType: string): CaseResource {
  const user = (id: UserId) => ({ data: { id, type: 'user' } });
  return {
    id: one.id,
    type: 'case',
    attributes: {
      key: one.key,
      title: one.title,
      description: one.description,
      status: one.status,
      status_group: GROUP[roleOf(workflow, one.status)],
      status_name: labelOf(one.status),
      priority: one.priority,
      type: caseType,
      type_id: one.typeId,
      attributes: {},
      custom_attributes: {},
      comment_count: one.commentCount,
      creation_source: 'MANUAL',
      merge_status: 'NOT_MERGED',
      insights: [],
      created_at: one.createdAt.toString(),
      ...(one.modifiedAt === undefined ? {} : { modified_at: one.modifiedAt.toString() }),
      ...(one.closedAt === undefined ? {} : { closed_at: one.closedAt.toString() }),
      ...(one.archivedAt === undefined ? {} : { archived_at: one.archivedAt.toString() }),
      ...(one.maintenanceWindowId === undefined ? {} : { maintenance_window_id: one.maintenanceWindowId }),
    },
    relationships: {
      project: { data: { id: one.projectId, type: 'project' } },
      ...(one.assigneeId === undefined ? {} : { assignee: user(one.assigneeId) }),
      ...(one.createdBy === undefined ? {} : { created_by: user(one.createdBy) }),
      ...(one.modifiedBy === undefined ? {} : { modified_by: user(one.modifiedBy) }),
    },
  };
}

function userOf({ id, active, email, handle, name }: DirectoryUser): CaseUser {
  return { id, type: 'user', attributes: { active, email, handle, name } };
}
