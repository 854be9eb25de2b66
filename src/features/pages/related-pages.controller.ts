import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { CurrentActor, Errors, IntegerParameter, Requires } from '../../platform/http/index.js';
import { PagePresenter } from './page.presenter.js';
import { PageResource } from './pages.dto.js';
import { PagesReader } from './pages.reader.js';

class ListRelatedQuery {
  @IntegerParameter(1, 100, { optional: true, description: 'Pages in an answer; default 10' })
  'page[size]'?: number;

  @IntegerParameter(1, 100, { optional: true, description: 'Which answer, from 1; default 1' })
  'page[current]'?: number;
}

class RelatedPosition {
  @ApiProperty({ type: 'integer' })
  current: number;
  @ApiProperty({ type: 'integer', description: 'Pages in this answer' })
  size: number;
}
class RelatedMeta {
  @ApiProperty({ type: RelatedPosition })
  page: RelatedPosition;
}
class RelatedPagesAnswer {
  @ApiProperty({ type: PageResource, isArray: true })
  data: PageResource[];
  @ApiProperty({ type: RelatedMeta })
  meta: RelatedMeta;
}

@ApiTags('On-Call Pages')
@Controller('api/unstable/on-call/pages/:page_id/related')
export class RelatedPagesController {
  constructor(
    private readonly reader: PagesReader,
    private readonly presenter: PagePresenter,
  ) {}

  @Get()
  @Requires('on_call_read')
  @ApiOperation({
    operationId: 'ListRelatedPages',
    summary: 'Other pages with the same deduplication key, of any target, the newest first',
  })
  @ApiOkResponse({ type: RelatedPagesAnswer })
  @Errors(400, 401, 403, 404, 429)
  async list(
    @CurrentActor() actor: Actor,
    @Param('page_id') reference: string,
    @Query() query: ListRelatedQuery,
  ): Promise<RelatedPagesAnswer> {
    const { 'page[size]': limit = 10, 'page[current]': current = 1 } = query;
    const pages = await this.reader.related(actor, reference, { limit, offset: (current - 1) * limit });
    return { data: await this.presenter.pages(actor, pages), meta: { page: { current, size: pages.length } } };
  }
}
