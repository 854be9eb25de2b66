import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { CurrentActor, Errors, Requires } from '../../platform/http/index.js';
import type { FieldCatalog } from '../../platform/query/index.js';
import { CASE_FIELDS, CasePresenter, CaseResource, CaseUser } from '../cases/index.js';
import { FacetPresenter } from './facet.presenter.js';
import { FoundCases } from './found-cases.js';
import { criteriaOf, facetCriteriaOf } from './search-criteria.js';
import { facetsQueryOf, FacetsAnswer, SearchBody, SearchMeta } from './search.dto.js';
import { Searcher } from './searcher.js';
import type { FacetName } from './search-index.js';

const CASE_FACETS: readonly FacetName[] = ['status', 'priority', 'project', 'assignee', 'service', 'tag'];

/** What the list of cases knows, without the creator, of whom the index knows nothing, and what is counted here. */
const { creator: _, ...LISTED } = CASE_FIELDS;
const CASE_SEARCH_FIELDS: FieldCatalog = {
  ...LISTED,
  service: { kind: 'keywords', aliases: ['services'] },
  tag: { kind: 'keywords', aliases: ['tags'] },
};

class CaseFacetsQuery extends facetsQueryOf(CASE_FACETS) {}

class FoundCasesAnswer {
  @ApiProperty({ type: CaseResource, isArray: true })
  data: CaseResource[];
  @ApiProperty({ type: CaseUser, isArray: true, description: 'People of the cases, for roles that may see them' })
  included: CaseUser[];
  @ApiProperty({ type: SearchMeta })
  meta: SearchMeta;
}

/** Cases by words and fields. The index is a little behind; what it finds is answered as it is now. */
@ApiTags('Cases')
@Controller('api/unstable/cases')
export class CaseSearchController {
  constructor(
    private readonly searcher: Searcher,
    private readonly cases: FoundCases,
    private readonly presenter: CasePresenter,
    private readonly facetPresenter: FacetPresenter,
  ) {}

  @Post('search')
  @HttpCode(200)
  @Requires('cases_read')
  @ApiOperation({ operationId: 'FindCases', summary: 'Find cases by words and fields' })
  @ApiOkResponse({ type: FoundCasesAnswer })
  @Errors(400, 401, 403, 413, 415, 429)
  async search(@CurrentActor() actor: Actor, @Body() body: SearchBody): Promise<FoundCasesAnswer> {
    const { ids, after, degraded } = await this.searcher.search(actor, CASE_SEARCH_FIELDS, criteriaOf(body));
    const cases = await this.cases.list(actor.orgId, ids);
    return {
      ...(await this.presenter.cases(actor, cases)),
      meta: { page: { size: cases.length, ...(after === undefined ? {} : { after }) }, degraded },
    };
  }

  @Get('facets')
  @Requires('cases_read')
  @ApiOperation({ operationId: 'ListCaseFacets', summary: 'Count cases by status, project, tag and so on' })
  @ApiOkResponse({ type: FacetsAnswer })
  @Errors(400, 401, 403, 429)
  async facets(@CurrentActor() actor: Actor, @Query() query: CaseFacetsQuery): Promise<FacetsAnswer> {
    const facets = await this.searcher.facets(actor, CASE_SEARCH_FIELDS, facetCriteriaOf(query, CASE_FACETS));
    return { data: await this.facetPresenter.resources(actor, facets), meta: { degraded: facets.degraded } };
  }
}
