import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { CurrentActor, documentOf, Errors, OneOf, Requires } from '../../platform/http/index.js';
import { PRIORITIES, type Priority } from '../cases/index.js';
import { PagePresenter } from './page.presenter.js';
import { PageAnswer } from './pages.dto.js';
import { SetPriority } from './set-priority.js';

class PagePriorityAttributes {
  @OneOf(PRIORITIES, { description: 'How much it matters' })
  priority: Priority;
}
class PagePriorityBody extends documentOf('pages', PagePriorityAttributes) {}

@ApiTags('On-Call Pages')
@Controller('api/unstable/on-call/pages/:page_id/priority')
export class PagePriorityController {
  constructor(
    private readonly setPriority: SetPriority,
    private readonly presenter: PagePresenter,
  ) {}

  @Post()
  @HttpCode(200)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'SetPagePriority', summary: 'Say how much a page matters' })
  @ApiOkResponse({ type: PageAnswer })
  @Errors(400, 401, 403, 404, 413, 415, 429)
  async set(
    @CurrentActor() actor: Actor,
    @Param('page_id') reference: string,
    @Body() body: PagePriorityBody,
  ): Promise<PageAnswer> {
    return this.presenter.answer(actor, await this.setPriority.set(actor, reference, body.data.attributes.priority));
  }
}
