import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import { EscalationsService } from './escalations.service.js';

@ApiTags('On-Call Paging')
@Controller('api/v2/on-call/pages')
export class PublicEscalationsController {
  constructor(private readonly escalations: EscalationsService) {}

  @Post(':page_id/escalate')
  @HttpCode(202)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'EscalateOnCallPage', summary: 'Escalate a page to the next step of its policy' })
  @ApiAcceptedResponse({ description: 'Accepted; no body' })
  @Errors(400, 401, 403, 404, 409, 429)
  async escalate(@CurrentActor() actor: Actor, @IdParam('page_id') id: string): Promise<void> {
    await this.escalations.escalate(actor, id);
  }
}

@ApiTags('On-Call Pages')
@Controller('api/unstable/on-call/pages')
export class EscalationsController {
  constructor(private readonly escalations: EscalationsService) {}

  @Post(':page_id/escalate')
  @HttpCode(202)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'EscalatePage', summary: 'Escalate a page to the next step of its policy' })
  @ApiAcceptedResponse({ description: 'Accepted; no body' })
  @Errors(400, 401, 403, 404, 409, 429)
  async escalate(@CurrentActor() actor: Actor, @Param('page_id') reference: string): Promise<void> {
    await this.escalations.escalate(actor, reference);
  }
}
