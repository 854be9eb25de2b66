import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { CurrentActor, Errors, Requires } from '../../platform/http/index.js';
import { PAGE_FIELDS, PagePresenter, PageResource, PagesRepository } from '../pages/index.js';
import { FacetPresenter } from './facet.presenter.js';
import { criteriaOf, facetCriteriaOf } from './search-criteria.js';
import { facetsQueryOf, FacetsAnswer, SearchBody, SearchMeta } from './search.dto.js';
import { Searcher } from './searcher.js';
import type { FacetName } from './search-index.js';

const PAGE_FACETS: readonly FacetName[] = [
  'status',
  'urgency',
  'priority',
  'team',
  'service',
  'policy',
  'responder',
  'assignee',
  'tag',
];

class PageFacetsQuery extends facetsQueryOf(PAGE_FACETS) {}

class FoundPagesAnswer {
  @ApiProperty({ type: PageResource, isArray: true })
  data: PageResource[];
  @ApiProperty({ type: SearchMeta })
  meta: SearchMeta;
}

/** Pages by words and fields. The index is a little behind; what it finds is answered as it is now. */
@ApiTags('On-Call Pages')
@Controller('api/unstable/on-call/pages')
export class PageSearchController {
  constructor(
    private readonly searcher: Searcher,
    private readonly unitOfWork: UnitOfWork,
    private readonly pages: PagesRepository,
    private readonly presenter: PagePresenter,
    private readonly facetPresenter: FacetPresenter,
  ) {}

  @Post('search')
  @HttpCode(200)
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'SearchPages', summary: 'Find pages; shadows only when asked for' })
  @ApiOkResponse({ type: FoundPagesAnswer })
  @Errors(400, 401, 403, 413, 415, 429)
  async search(@CurrentActor() actor: Actor, @Body() body: SearchBody): Promise<FoundPagesAnswer> {
    const { ids, after, degraded } = await this.searcher.search(actor, PAGE_FIELDS, criteriaOf(body));
    const pages = await this.unitOfWork.read(actor.orgId, (tx) => this.pages.listByIds(tx, actor.orgId, ids));
    return {
      data: await this.presenter.pages(actor, pages),
      meta: { page: { size: pages.length, ...(after === undefined ? {} : { after }) }, degraded },
    };
  }

  @Get('facets')
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'ListPageFacets', summary: 'Count pages by status, team, service and so on' })
  @ApiOkResponse({ type: FacetsAnswer })
  @Errors(400, 401, 403, 429)
  async facets(@CurrentActor() actor: Actor, @Query() query: PageFacetsQuery): Promise<FacetsAnswer> {
    const facets = await this.searcher.facets(actor, PAGE_FIELDS, facetCriteriaOf(query, PAGE_FACETS));
    return { data: await this.facetPresenter.resources(actor, facets), meta: { degraded: facets.degraded } };
  }
}
