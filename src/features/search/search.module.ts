import { Module } from '@nestjs/common';
import { SubscribersModule } from '../../capabilities/events/index.js';
import { TeamsModule } from '../../capabilities/teams/index.js';
import { CasesApiModule } from '../cases/index.js';
import { PagesApiModule, PagesModule } from '../pages/index.js';
import { CaseSearchController } from './case-search.controller.js';
import { DocumentWriter } from './document-writer.js';
import { FacetPresenter } from './facet.presenter.js';
import { FoundCases } from './found-cases.js';
import { NamedReferences } from './named-references.js';
import { PageSearchController } from './page-search.controller.js';
import { PostgresSearchIndex } from './postgres-search-index.js';
import { SearchIndex } from './search-index.js';
import { SearchIndexer } from './search-indexer.js';
import { Searcher } from './searcher.js';

@Module({
  providers: [DocumentWriter, { provide: SearchIndex, useClass: PostgresSearchIndex }],
  exports: [SearchIndex],
})
class SearchIndexModule {}

@Module({
  imports: [SearchIndexModule, TeamsModule],
  providers: [Searcher, NamedReferences, FacetPresenter],
  exports: [Searcher, FacetPresenter],
})
class SearchModule {}

/** Search over pages, for the role api. */
@Module({ imports: [SearchModule, PagesModule, PagesApiModule], controllers: [PageSearchController] })
export class PageSearchApiModule {}

/** Search over cases, for the role api. */
@Module({
  imports: [SearchModule, CasesApiModule],
  controllers: [CaseSearchController],
  providers: [FoundCases],
})
export class CaseSearchApiModule {}

/** Keeps the index up to date; runs in the event relay. */
@Module({ imports: [SearchIndexModule, SubscribersModule], providers: [SearchIndexer] })
export class SearchIndexerModule {}
