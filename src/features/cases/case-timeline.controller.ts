import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { CurrentActor, Errors, Requires } from '../../platform/http/index.js';
import { CaseTimelineAnswer } from './case-timeline.dto.js';
import { CasePresenter } from './case.presenter.js';
import { CaseCommentBody, ListCaseTimelineQuery } from './cases.dto.js';
import { CasesReader } from './cases.reader.js';
import { CasesService } from './cases.service.js';

/** What people say on a case, and what happened to it. */
@ApiTags('Case Management')
@Controller('api/v2/cases/:case_id')
export class CaseTimelineController {
  constructor(
    private readonly cases: CasesService,
    private readonly reader: CasesReader,
    private readonly presenter: CasePresenter,
  ) {}

  @Post('comment')
  @HttpCode(200)
  @Requires('cases_write')
  @ApiOperation({ operationId: 'CommentCase', summary: 'Comment a case; answers the one new cell' })
  @ApiOkResponse({ type: CaseTimelineAnswer })
  @Errors(400, 401, 403, 404, 429)
  async comment(
    @CurrentActor() actor: Actor,
    @Param('case_id') reference: string,
    @Body() body: CaseCommentBody,
  ): Promise<CaseTimelineAnswer> {
    const { case: one, entry } = await this.cases.comment(actor, reference, body.data.attributes.comment);
    return { data: await this.presenter.timeline(actor, one, [entry]) };
  }

  @Get('timelines')
  @Requires('cases_read')
  @ApiOperation({ operationId: 'ListCaseTimeline', summary: 'What happened to a case, the newest first' })
  @ApiOkResponse({ type: CaseTimelineAnswer })
  @Errors(400, 401, 403, 404, 429)
  async list(
    @CurrentActor() actor: Actor,
    @Param('case_id') reference: string,
    @Query() query: ListCaseTimelineQuery,
  ): Promise<CaseTimelineAnswer> {
    const { 'page[size]': limit = 100, 'page[number]': number = 0, 'sort[ascending]': ascending = false } = query;
    const range = { ascending, limit, offset: number * limit };
    const { case: one, entries } = await this.reader.timeline(actor, reference, range);
    return { data: await this.presenter.timeline(actor, one, entries) };
  }
}
