import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { CurrentActor, Errors, Requires } from '../../platform/http/index.js';
import { CaseAnswer } from './case-answers.dto.js';
import { CasePresenter } from './case.presenter.js';
import { CaseDescriptionBody, CasePriorityBody, CaseStatusBody, CaseTitleBody } from './cases.dto.js';
import { CasesService } from './cases.service.js';

/** What can be changed of a case, one thing a request. What is as it should be is answered unchanged. */
@ApiTags('Case Management')
@Controller('api/v2/cases/:case_id')
export class CaseChangesController {
  constructor(
    private readonly cases: CasesService,
    private readonly presenter: CasePresenter,
  ) {}

  @Post('status')
  @HttpCode(200)
  @Requires('cases_write')
  @ApiOperation({ operationId: 'UpdateStatus', summary: 'Move a case to another status' })
  @ApiOkResponse({ type: CaseAnswer })
  @Errors(400, 401, 403, 404, 429)
  async status(
    @CurrentActor() actor: Actor,
    @Param('case_id') reference: string,
    @Body() body: CaseStatusBody,
  ): Promise<CaseAnswer> {
    const { status, status_name: statusName } = body.data.attributes;
    return this.presenter.case(actor, await this.cases.changeStatus(actor, reference, { status, statusName }));
  }

  @Post('title')
  @HttpCode(200)
  @Requires('cases_write')
  @ApiOperation({ operationId: 'UpdateCaseTitle', summary: 'Change the title of a case' })
  @ApiOkResponse({ type: CaseAnswer })
  @Errors(400, 401, 403, 404, 429)
  async title(
    @CurrentActor() actor: Actor,
    @Param('case_id') reference: string,
    @Body() body: CaseTitleBody,
  ): Promise<CaseAnswer> {
    return this.presenter.case(actor, await this.cases.changeTitle(actor, reference, body.data.attributes.title));
  }

  @Post('description')
  @HttpCode(200)
  @Requires('cases_write')
  @ApiOperation({ operationId: 'UpdateCaseDescription', summary: 'Change the description of a case' })
  @ApiOkResponse({ type: CaseAnswer })
  @Errors(400, 401, 403, 404, 429)
  async description(
    @CurrentActor() actor: Actor,
    @Param('case_id') reference: string,
    @Body() body: CaseDescriptionBody,
  ): Promise<CaseAnswer> {
    const { description } = body.data.attributes;
    return this.presenter.case(actor, await this.cases.changeDescription(actor, reference, description));
  }

  @Post('priority')
  @HttpCode(200)
  @Requires('cases_write')
  @ApiOperation({ operationId: 'UpdatePriority', summary: 'Change the priority of a case' })
  @ApiOkResponse({ type: CaseAnswer })
  @Errors(400, 401, 403, 404, 429)
  async priority(
    @CurrentActor() actor: Actor,
    @Param('case_id') reference: string,
    @Body() body: CasePriorityBody,
  ): Promise<CaseAnswer> {
    return this.presenter.case(actor, await this.cases.changePriority(actor, reference, body.data.attributes.priority));
  }
}
