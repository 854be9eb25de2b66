import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { UsersReader } from '../../capabilities/users/index.js';
import {
  actorReference,
  invalidField,
  newId,
  NotFoundError,
  type Actor,
  type CaseId,
  type ProjectId,
  type UserId,
} from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { CaseMaintenance } from './case-maintenance.js';
import { STANDARD_TYPE } from './case.js';
import { CaseWriter } from './case.writer.js';
import { CasesRepository } from './cases.repository.js';
import { refuseCustomAttributes } from './custom-attributes.js';
import type { CreatedCase, NewCase, Priority } from './new-case.js';
import { requestedStatus } from './requested-status.js';
import { roleOf } from './workflow.js';

/** A case as a person asks for it. */
export interface CaseRequest {
  readonly projectId: ProjectId;
  readonly typeId: string;
  readonly title: string;
  readonly description: string;
  readonly priority: Priority;
  /** Absent: the tenant's default status. */
  readonly statusName?: string;
  readonly assigneeId?: UserId;
  readonly customAttributes: Readonly<Record<string, unknown>>;
}

/** Creates a case through the group writer, numbered from its project. */
@Injectable()
export class CreateCase {
  constructor(
    private readonly config: TenantConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly cases: CasesRepository,
    private readonly users: UsersReader,
    private readonly maintenance: CaseMaintenance,
    private readonly writer: CaseWriter,
  ) {}

  /**
   * Answers the new case, or what the same idempotency key was answered before. Throws `NotFoundError` for a project,
   * case type or custom attribute that the organization does not have, `InvalidError` for every other mistake.
   */
  async create(actor: Actor, request: CaseRequest, idempotencyKey?: string): Promise<CreatedCase> {
    const { workflow } = this.config;
    const status = requestedStatus(workflow, { statusName: request.statusName }) ?? workflow.start;
    const [projectKey, windows] = await Promise.all([
      this.refuseUnknown(actor, request),
      this.maintenance.inForce(actor.orgId),
    ]);
    const project = { id: request.projectId, key: projectKey };
    const window = windows.matchingCase({ ...request, status, project, creatorId: actor.userId });
    const newCase = compose(actor, request, { status, isClosed: roleOf(workflow, status) === 'final' }, window?.id);
    return this.writer.create(
      idempotencyKey === undefined
        ? newCase
        : { ...newCase, idempotency: { key: idempotencyKey, bodyHash: hashOf(request) } },
    );
  }

  /** Answers the key of the project. */
  private refuseUnknown(actor: Actor, request: CaseRequest): Promise<string> {
    const { projectId, typeId, assigneeId, customAttributes } = request;
    return this.unitOfWork.read(actor.orgId, async (tx) => {
      const projectKey = await this.cases.findProjectKey(tx, actor.orgId, projectId);
      if (projectKey === undefined) throw new NotFoundError('project');
      if (typeId !== STANDARD_TYPE) throw new NotFoundError('case_type');
      refuseCustomAttributes(customAttributes);
      if (assigneeId === undefined) return projectKey;
      const active = await this.users.active(tx, actor.orgId, [assigneeId]);
      if (active.has(assigneeId)) return projectKey;
      throw invalidField('/data/relationships/assignee/data/id', 'must be an active user of the organization');
    });
  }
}

function compose(
  actor: Actor,
  request: CaseRequest,
  { status, isClosed }: { readonly status: string; readonly isClosed: boolean },
  maintenanceWindowId: string | undefined,
): NewCase {
  const maintenance = maintenanceWindowId === undefined ? {} : { maintenance_window_id: maintenanceWindowId };
  const { projectId, typeId, title, description, priority, assigneeId } = request;
  return {
    id: newId<CaseId>(),
    orgId: actor.orgId,
    projectId,
    typeId,
    title,
    description,
    status,
    isClosed,
    priority,
    ...(assigneeId === undefined ? {} : { assigneeId }),
    services: [],
    tags: [],
    customAttributes: {},
    additionalProperties: maintenance,
    isShadow: false,
    actor: actorReference(actor),
    requestId: actor.requestId,
    event: {
      type: 'case.created',
      data: {
        project_id: projectId,
        type_id: typeId,
        priority,
        ...(assigneeId === undefined ? {} : { assignee_id: assigneeId }),
        ...maintenance,
      },
    },
  };
}

/** Of what the body means, not of its bytes: the order of members and white space do not make another request. */
function hashOf(request: CaseRequest): Buffer {
  const { projectId, typeId, title, description, priority, statusName, assigneeId } = request;
  const meaning = ['case', projectId, typeId, title, description, priority, statusName, assigneeId];
  return createHash('sha256').update(JSON.stringify(meaning)).digest();
}
