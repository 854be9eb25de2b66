import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { CurrentActor, Errors, Requires } from '../../platform/http/index.js';
import { PagePlanAnswer } from './page-plan.dto.js';
import { PagePlanPresenter } from './page-plan.presenter.js';
import { PagePlanReader } from './page-plan.reader.js';

@ApiTags('On-Call Pages')
@Controller('api/unstable/on-call/pages/:page_id/plan')
export class PagePlanController {
  constructor(
    private readonly reader: PagePlanReader,
    private readonly presenter: PagePlanPresenter,
  ) {}

  @Get()
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'GetPagePlan', summary: 'What will happen to a page next and when, if nobody acts' })
  @ApiOkResponse({ type: PagePlanAnswer })
  @Errors(400, 401, 403, 404, 429)
  async get(@CurrentActor() actor: Actor, @Param('page_id') reference: string): Promise<PagePlanAnswer> {
    return this.presenter.answer(actor, await this.reader.plan(actor, reference));
  }
}
