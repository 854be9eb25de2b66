import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, ProjectId, UserId } from '../../kernel/index.js';
import { CurrentActor, Errors, IdempotencyKey, Requires } from '../../platform/http/index.js';
import { CaseAnswer, CasesAnswer } from './case-answers.dto.js';
import { CasePresenter } from './case.presenter.js';
import { CreateCaseBody, SearchCasesQuery } from './cases.dto.js';
import { CasesReader } from './cases.reader.js';
import { CreateCase } from './create-case.js';

/** Cases of the public API. A case is named by its id or its key. */
@ApiTags('Case Management')
@Controller('api/v2/cases')
export class CasesController {
  constructor(
    private readonly createCase: CreateCase,
    private readonly reader: CasesReader,
    private readonly presenter: CasePresenter,
  ) {}

  @Post()
  @Requires('cases_write')
  @ApiOperation({ operationId: 'CreateCase', summary: 'Create a case' })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'Same key and body within 24 h: same answer' })
  @ApiCreatedResponse({ type: CaseAnswer })
  @Errors(400, 401, 403, 404, 409, 413, 415, 429)
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateCaseBody,
    @IdempotencyKey() idempotencyKey?: string,
  ): Promise<CaseAnswer> {
    const { title, description = '', priority = 'NOT_DEFINED', ...rest } = body.data.attributes;
    const { type_id: typeId, status_name: statusName, custom_attributes: customAttributes = {} } = rest;
    const assignee = body.data.relationships?.assignee?.data;
    const { id } = await this.createCase.create(
      actor,
      {
        // relationships are required by CreateCaseBody
        projectId: (body.data.relationships?.project.data.id ?? '') as ProjectId,
        typeId,
        title,
        description,
        priority,
        customAttributes,
        ...(statusName === undefined ? {} : { statusName }),
        ...(assignee === undefined || assignee === null ? {} : { assigneeId: assignee.id as UserId }),
      },
      idempotencyKey,
    );
    return this.presenter.case(actor, await this.reader.get(actor, id));
  }

  @Get()
  @Requires('cases_read')
  @ApiOperation({ operationId: 'SearchCases', summary: 'Search cases, the newest first' })
  @ApiOkResponse({ type: CasesAnswer })
  @Errors(400, 401, 403, 429)
  async search(@CurrentActor() actor: Actor, @Query() query: SearchCasesQuery): Promise<CasesAnswer> {
    const { 'page[size]': size = 10, 'page[number]': number = 1, filter = '' } = query;
    const { 'sort[field]': sort = 'created_at', 'sort[asc]': ascending = false } = query;
    const current = Math.max(number, 1);
    const { items, total } = await this.reader.list(actor, { size, current, sort, ascending, filter });
    return {
      ...(await this.presenter.cases(actor, items)),
      meta: { total_cases: total, page: { current, size: items.length, total: Math.ceil(total / size) } },
    };
  }

  @Get(':case_id')
  @Requires('cases_read')
  @ApiOperation({ operationId: 'GetCase', summary: 'Get a case by id or key' })
  @ApiOkResponse({ type: CaseAnswer })
  @Errors(400, 401, 403, 404, 429)
  async get(@CurrentActor() actor: Actor, @Param('case_id') reference: string): Promise<CaseAnswer> {
    return this.presenter.case(actor, await this.reader.get(actor, reference));
  }
}
