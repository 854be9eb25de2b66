import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor, UserId } from '../../kernel/index.js';
import { CurrentActor, Errors, IdempotencyKey, Requires } from '../../platform/http/index.js';
import { PagePresenter } from './page.presenter.js';
import { ListTimelineQuery, TimelineAnswer } from './page-timeline.dto.js';
import { CreatedPageAnswer, ListPagesQuery, NoteBody, PageAnswer, PagesAnswer, TriggerPageBody } from './pages.dto.js';
import { PagesReader } from './pages.reader.js';
import { PagesService } from './pages.service.js';
import { AddRespondersBody } from './responders.dto.js';
import { TriggerPage } from './trigger-page.js';

/** The same pages with what the public contract lacks. A page is named by its id, its number or its key. */
@ApiTags('On-Call Pages')
@Controller('api/unstable/on-call/pages')
export class PagesController {
  constructor(
    private readonly triggerPage: TriggerPage,
    private readonly pages: PagesService,
    private readonly reader: PagesReader,
    private readonly presenter: PagePresenter,
  ) {}

  @Post()
  @HttpCode(200)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'TriggerPage', summary: 'Trigger a page, with services, deduplication and shadow' })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'Same key and body within 24 h: same answer' })
  @ApiOkResponse({ type: CreatedPageAnswer })
  @Errors(400, 401, 403, 409, 413, 415, 429)
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: TriggerPageBody,
    @IdempotencyKey() idempotencyKey?: string,
  ): Promise<CreatedPageAnswer> {
    const { title, description = '', urgency, target, tags = [], services = [], ...rest } = body.data.attributes;
    const { event_deduplication_key: deduplicationKey, is_shadow: isShadow = false } = rest;
    const request = { title, description, target, tags, services, isShadow };
    const { id } = await this.triggerPage.trigger(
      actor,
      {
        ...request,
        ...(urgency === undefined ? {} : { urgency }),
        ...(deduplicationKey === undefined ? {} : { deduplicationKey }),
      },
      idempotencyKey,
    );
    return { data: { id, type: 'pages' } };
  }

  @Get()
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'ListPages', summary: 'List pages, the newest first; shadows only when asked for' })
  @ApiOkResponse({ type: PagesAnswer })
  @Errors(400, 401, 403, 429)
  async list(@CurrentActor() actor: Actor, @Query() query: ListPagesQuery): Promise<PagesAnswer> {
    const { 'page[size]': size = 10, 'page[current]': current = 1, filter = '' } = query;
    const { 'sort[field]': sort = 'created_at', 'sort[order]': order = 'DESC' } = query;
    const { items, total } = await this.reader.list(actor, { size, current, sort, ascending: order === 'ASC', filter });
    return {
      data: await this.presenter.pages(actor, items),
      meta: { page: { current, size: items.length, total: Math.ceil(total / size) }, total_items: total },
    };
  }

  @Get(':page_id')
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'GetPage', summary: 'Get a page by id, number or key' })
  @ApiOkResponse({ type: PageAnswer })
  @Errors(400, 401, 403, 404, 429)
  async get(@CurrentActor() actor: Actor, @Param('page_id') reference: string): Promise<PageAnswer> {
    return this.answer(actor, await this.reader.get(actor, reference));
  }

  @Get(':page_id/timeline')
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'ListPageTimeline', summary: 'What happened to a page, with reasons' })
  @ApiOkResponse({ type: TimelineAnswer })
  @Errors(400, 401, 403, 404, 429)
  async timeline(
    @CurrentActor() actor: Actor,
    @Param('page_id') reference: string,
    @Query() query: ListTimelineQuery,
  ): Promise<TimelineAnswer> {
    const { 'page[size]': limit = 100, 'page[number]': number = 0, 'sort[order]': order = 'ASC' } = query;
    const range = { ascending: order === 'ASC', limit, offset: number * limit };
    const { page, entries } = await this.reader.timeline(actor, reference, range);
    return { data: await this.presenter.timeline(actor, page, entries) };
  }

  @Post(':page_id/acknowledge')
  @HttpCode(202)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'AcknowledgePage', summary: 'Take a page: its escalation stops' })
  @ApiAcceptedResponse({ description: 'Accepted; no body' })
  @Errors(400, 401, 403, 404, 409, 429)
  async acknowledge(@CurrentActor() actor: Actor, @Param('page_id') reference: string): Promise<void> {
    await this.pages.acknowledge(actor, reference);
  }

  @Post(':page_id/resolve')
  @HttpCode(202)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'ResolvePage', summary: 'Close a page' })
  @ApiAcceptedResponse({ description: 'Accepted; no body' })
  @Errors(400, 401, 403, 404, 429)
  async resolve(@CurrentActor() actor: Actor, @Param('page_id') reference: string): Promise<void> {
    await this.pages.resolve(actor, reference);
  }

  @Post(':page_id/responders')
  @HttpCode(200)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'AddPageResponders', summary: 'Put people on a page and notify them now' })
  @ApiOkResponse({ type: PageAnswer })
  @Errors(400, 401, 403, 404, 409, 429)
  async addResponders(
    @CurrentActor() actor: Actor,
    @Param('page_id') reference: string,
    @Body() body: AddRespondersBody,
  ): Promise<PageAnswer> {
    const userIds = body.data.map((each) => each.id as UserId);
    return this.answer(actor, await this.pages.addResponders(actor, reference, userIds));
  }

  @Post(':page_id/notes')
  @HttpCode(201)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'AddPageNote', summary: 'Write a note on the timeline of a page' })
  @ApiCreatedResponse({ type: PageAnswer })
  @Errors(400, 401, 403, 404, 429)
  async note(
    @CurrentActor() actor: Actor,
    @Param('page_id') reference: string,
    @Body() body: NoteBody,
  ): Promise<PageAnswer> {
    return this.answer(actor, await this.pages.note(actor, reference, body.data.attributes.message));
  }

  private async answer(actor: Actor, page: Parameters<PagePresenter['pages']>[1][number]): Promise<PageAnswer> {
    const [data] = await this.presenter.pages(actor, [page]);
    if (data === undefined) throw new Error('a page was not presented');
    return { data };
  }
}
