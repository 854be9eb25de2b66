import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { CurrentActor, Errors, IdempotencyKey, IdParam, Requires } from '../../platform/http/index.js';
import { CreatedPageAnswer, CreatePageBody } from './pages.dto.js';
import { PagesService } from './pages.service.js';
import { TriggerPage } from './trigger-page.js';

/** The public paging API, as official clients call it. */
@ApiTags('On-Call Paging')
@Controller('api/v2/on-call/pages')
export class PagingController {
  constructor(
    private readonly triggerPage: TriggerPage,
    private readonly pages: PagesService,
  ) {}

  @Post()
  @HttpCode(200)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'CreateOnCallPage', summary: 'Trigger a page' })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'Same key and body within 24 h: same answer' })
  @ApiOkResponse({ type: CreatedPageAnswer })
  @Errors(400, 401, 403, 409, 413, 415, 429)
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: CreatePageBody,
    @IdempotencyKey() idempotencyKey?: string,
  ): Promise<CreatedPageAnswer> {
    const { title, description = '', urgency, target, tags = [] } = body.data.attributes;
    const request = { title, description, urgency, target, tags, services: [], isShadow: false };
    const { id } = await this.triggerPage.trigger(actor, request, idempotencyKey);
    return { data: { id, type: 'pages' } };
  }

  @Post(':page_id/acknowledge')
  @HttpCode(202)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'AcknowledgeOnCallPage', summary: 'Acknowledge a page' })
  @ApiAcceptedResponse({ description: 'Accepted; no body' })
  @Errors(400, 401, 403, 404, 409, 429)
  async acknowledge(@CurrentActor() actor: Actor, @IdParam('page_id') id: string): Promise<void> {
    await this.pages.acknowledge(actor, id);
  }

  @Post(':page_id/resolve')
  @HttpCode(202)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'ResolveOnCallPage', summary: 'Resolve a page' })
  @ApiAcceptedResponse({ description: 'Accepted; no body' })
  @Errors(400, 401, 403, 404, 429)
  async resolve(@CurrentActor() actor: Actor, @IdParam('page_id') id: string): Promise<void> {
    await this.pages.resolve(actor, id);
  }
}
