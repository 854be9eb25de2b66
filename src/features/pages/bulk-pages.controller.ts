import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { CurrentActor, Errors, IdempotencyKey, Requires } from '../../platform/http/index.js';
import { bulkAnswer, BulkPagesAnswer, BulkPagesBody, bulkRequestOf } from './bulk-pages.dto.js';
import { BulkPages } from './bulk-pages.js';

@ApiTags('On-Call Pages')
@Controller('api/unstable/on-call/pages/bulk')
export class BulkPagesController {
  constructor(private readonly bulk: BulkPages) {}

  @Post()
  @HttpCode(200)
  @Requires('on_call_respond')
  @ApiOperation({
    operationId: 'BulkUpdatePages',
    summary: 'Acknowledge, resolve or note many pages; one that is refused does not hold up the others',
  })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'Same key and body within 24 h: same answer' })
  @ApiOkResponse({ type: BulkPagesAnswer })
  @Errors(400, 401, 403, 409, 413, 415, 429)
  async run(
    @CurrentActor() actor: Actor,
    @Body() body: BulkPagesBody,
    @IdempotencyKey() idempotencyKey?: string,
  ): Promise<BulkPagesAnswer> {
    return bulkAnswer(actor.requestId, await this.bulk.run(actor, bulkRequestOf(body), idempotencyKey));
  }
}
