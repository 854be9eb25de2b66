import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, ValidateIf } from 'class-validator';
import {
  documentOf,
  FlagParameter,
  Ignored,
  IntegerParameter,
  Nested,
  OneOf,
  Text,
  UuidField,
} from '../../platform/http/index.js';
import { CASE_SORTS, type CaseSort } from './cases.reader.js';
import { PRIORITIES, type Priority } from './new-case.js';

const TITLE = { max: 1000, description: 'What it is about, in one line' };
const DESCRIPTION = { min: 0, max: 50_000, description: 'Markdown' };
const STATUS_NAME = {
  max: 200,
  optional: true,
  description: 'Name of a status of the workflow',
  example: 'In Progress',
};

class CreateCaseAttributes {
  @Text(TITLE)
  title: string;

  @UuidField({ description: 'Case type', example: '00000000-0000-0000-0000-000000000001' })
  type_id: string;

  @Text({ ...DESCRIPTION, optional: true })
  description?: string;

  @OneOf(PRIORITIES, { optional: true, description: 'NOT_DEFINED when left out' })
  priority?: Priority;

  @Text({ ...STATUS_NAME, description: 'The default status of the tenant when left out' })
  status_name?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'object' },
    description: 'By key; every key needs a configuration, which this release does not know: 404',
  })
  @ValidateIf((_, value) => value !== undefined)
  @IsObject({ message: 'must be an object' })
  custom_attributes?: Record<string, unknown>;
}

class CaseProjectIdentifier {
  @OneOf(['project'])
  type: 'project';
  @UuidField()
  id: string;
  @Ignored()
  meta?: object;
}
class CaseProject {
  @Nested(() => CaseProjectIdentifier)
  data: CaseProjectIdentifier;
  @Ignored()
  meta?: object;
  @Ignored()
  links?: object;
}

class CaseUserIdentifier {
  @OneOf(['user'])
  type: 'user';
  @UuidField()
  id: string;
  @Ignored()
  meta?: object;
}
class CaseAssignee {
  @Nested(() => CaseUserIdentifier, { nullable: true })
  data: CaseUserIdentifier | null;
  @Ignored()
  meta?: object;
  @Ignored()
  links?: object;
}

class CreateCaseRelationships {
  @Nested(() => CaseProject)
  project: CaseProject;
  @Nested(() => CaseAssignee, { optional: true, nullable: true })
  assignee?: CaseAssignee | null;
}

export class CreateCaseBody extends documentOf('case', CreateCaseAttributes, {
  relationships: CreateCaseRelationships,
  relationshipsRequired: true,
}) {}

class CaseStatusAttributes {
  @Text({ max: 200, optional: true, description: 'A status of the tenant’s workflow', example: 'IN_PROGRESS' })
  status?: string;
  @Text(STATUS_NAME)
  status_name?: string;
}
export class CaseStatusBody extends documentOf('case', CaseStatusAttributes) {}

class CaseTitleAttributes {
  @Text(TITLE)
  title: string;
}
export class CaseTitleBody extends documentOf('case', CaseTitleAttributes) {}

class CaseDescriptionAttributes {
  @Text(DESCRIPTION)
  description: string;
}
export class CaseDescriptionBody extends documentOf('case', CaseDescriptionAttributes) {}

class CasePriorityAttributes {
  @OneOf(PRIORITIES)
  priority: Priority;
}
export class CasePriorityBody extends documentOf('case', CasePriorityAttributes) {}

class CaseCommentAttributes {
  @Text({ max: 20_000, description: 'Markdown' })
  comment: string;
}
export class CaseCommentBody extends documentOf('case', CaseCommentAttributes) {}

export class SearchCasesQuery {
  @IntegerParameter(1, 100, { optional: true, description: 'Cases in an answer; default 10' })
  'page[size]'?: number;

  @IntegerParameter(0, 1_000_000, { optional: true, description: 'Which answer, from 1; 0 is the first as well' })
  'page[number]'?: number;

  @OneOf(CASE_SORTS, { optional: true, description: 'Default created_at' })
  'sort[field]'?: CaseSort;

  @FlagParameter({ optional: true, description: 'Default false' })
  'sort[asc]'?: boolean;

  @Text({ min: 0, max: 4096, optional: true, description: 'Query language', example: 'status:open priority:P1' })
  filter?: string;
}

export class ListCaseTimelineQuery {
  @IntegerParameter(1, 1000, { optional: true, description: 'Cells in an answer; default 100' })
  'page[size]'?: number;

  @IntegerParameter(0, 1_000_000, { optional: true, description: 'Which answer, from 0' })
  'page[number]'?: number;

  @FlagParameter({ optional: true, description: 'Oldest first; default false, newest first' })
  'sort[ascending]'?: boolean;
}
