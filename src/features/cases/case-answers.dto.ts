import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PRIORITIES, type Priority } from './new-case.js';

const STATUS_GROUPS = ['SG_OPEN', 'SG_IN_PROGRESS', 'SG_CLOSED'] as const;
export type StatusGroup = (typeof STATUS_GROUPS)[number];

class CaseAttributes {
  @ApiProperty({ example: 'SEC-42' })
  key: string;
  @ApiProperty()
  title: string;
  @ApiProperty({ description: 'Markdown; empty when nobody wrote one' })
  description: string;
  @ApiProperty({ description: 'A status of the tenant’s workflow', example: 'IN_PROGRESS' })
  status: string;
  @ApiProperty({ enum: STATUS_GROUPS, description: 'The role of the status: start, between, final' })
  status_group: StatusGroup;
  @ApiProperty({ example: 'In Progress' })
  status_name: string;
  @ApiProperty({ enum: PRIORITIES })
  priority: Priority;
  @ApiProperty({ description: 'The type of all cases of the tenant', example: 'STANDARD' })
  type: string;
  @ApiProperty({ format: 'uuid', description: 'The case type; this release knows the built-in one' })
  type_id: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } })
  attributes: Record<string, string[]>;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object' },
    description: 'Always empty in this release',
  })
  custom_attributes: object;
  @ApiProperty({ type: 'integer' })
  comment_count: number;
  @ApiProperty({ example: 'MANUAL', description: 'By a person through the API' })
  creation_source: string;
  @ApiProperty({ example: 'NOT_MERGED' })
  merge_status: string;
  @ApiProperty({ type: 'array', items: { type: 'object' }, description: 'Always empty in this release' })
  insights: object[];
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Absent until the first change' })
  modified_at?: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Absent unless the status is the final one' })
  closed_at?: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Absent unless archived' })
  archived_at?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'The maintenance window that it was created in' })
  maintenance_window_id?: string;
}

class CaseLink {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['project', 'user'] })
  type: string;
}
class CaseToOne {
  @ApiProperty({ type: CaseLink })
  data: CaseLink;
}
class CaseRelationships {
  @ApiProperty({ type: CaseToOne })
  project: CaseToOne;
  @ApiPropertyOptional({ type: CaseToOne })
  assignee?: CaseToOne;
  @ApiPropertyOptional({ type: CaseToOne })
  created_by?: CaseToOne;
  @ApiPropertyOptional({ type: CaseToOne })
  modified_by?: CaseToOne;
}

export class CaseResource {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['case'] })
  type: 'case';
  @ApiProperty({ type: CaseAttributes })
  attributes: CaseAttributes;
  @ApiProperty({ type: CaseRelationships })
  relationships: CaseRelationships;
}

class CaseUserAttributes {
  @ApiProperty()
  active: boolean;
  @ApiProperty()
  email: string;
  @ApiProperty()
  handle: string;
  @ApiProperty()
  name: string;
}
export class CaseUser {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['user'] })
  type: 'user';
  @ApiProperty({ type: CaseUserAttributes })
  attributes: CaseUserAttributes;
}

const INCLUDED = 'Creator, modifier and assignee, as far as the caller may see people';

export class CaseAnswer {
  @ApiProperty({ type: CaseResource })
  data: CaseResource;
  @ApiProperty({ type: CaseUser, isArray: true, description: INCLUDED })
  included: CaseUser[];
}

class CaseListPosition {
  @ApiProperty({ type: 'integer', description: 'From 1' })
  current: number;
  @ApiProperty({ type: 'integer', description: 'Cases in this answer' })
  size: number;
  @ApiProperty({ type: 'integer', description: 'Answers in all' })
  total: number;
}
class CaseListMeta {
  @ApiProperty({ type: CaseListPosition })
  page: CaseListPosition;
  @ApiProperty({ type: 'integer', description: 'Cases in all, counted up to 10,000' })
  total_cases: number;
}
export class CasesAnswer {
  @ApiProperty({ type: CaseResource, isArray: true })
  data: CaseResource[];
  @ApiProperty({ type: CaseUser, isArray: true, description: INCLUDED })
  included: CaseUser[];
  @ApiProperty({ type: CaseListMeta })
  meta: CaseListMeta;
}
