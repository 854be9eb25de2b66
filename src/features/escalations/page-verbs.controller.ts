import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { CurrentActor, Errors, instantOf, Requires } from '../../platform/http/index.js';
import { PageAnswer, PagePresenter, type Page } from '../pages/index.js';
import { MergePages } from './merge-pages.js';
import { MergeBody, ownerOf, ReassignBody, SnoozeBody } from './page-verbs.dto.js';
import { ReassignPage } from './reassign-page.js';
import { SnoozePage } from './snooze-page.js';

/** What people do with the escalation of a page. Each answers the page as it is afterwards. */
@ApiTags('On-Call Pages')
@Controller('api/unstable/on-call/pages/:page_id')
export class PageVerbsController {
  constructor(
    private readonly snoozing: SnoozePage,
    private readonly reassignment: ReassignPage,
    private readonly merging: MergePages,
    private readonly presenter: PagePresenter,
  ) {}

  @Post('snooze')
  @HttpCode(200)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'SnoozePage', summary: 'Notify nobody until a time; then trigger the page again' })
  @ApiOkResponse({ type: PageAnswer })
  @Errors(400, 401, 403, 404, 409, 429)
  async snooze(
    @CurrentActor() actor: Actor,
    @Param('page_id') reference: string,
    @Body() body: SnoozeBody,
  ): Promise<PageAnswer> {
    const until = instantOf(body.data.attributes.until);
    return this.answer(actor, await this.snoozing.snooze(actor, reference, until));
  }

  @Post('unsnooze')
  @HttpCode(200)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'UnsnoozePage', summary: 'End a snooze now' })
  @ApiOkResponse({ type: PageAnswer })
  @Errors(400, 401, 403, 404, 409, 429)
  async unsnooze(@CurrentActor() actor: Actor, @Param('page_id') reference: string): Promise<PageAnswer> {
    return this.answer(actor, await this.snoozing.unsnooze(actor, reference));
  }

  @Post('reassign')
  @HttpCode(200)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'ReassignPage', summary: 'Give a page to another policy, team or person, at once' })
  @ApiOkResponse({ type: PageAnswer })
  @Errors(400, 401, 403, 404, 409, 429)
  async reassign(
    @CurrentActor() actor: Actor,
    @Param('page_id') reference: string,
    @Body() body: ReassignBody,
  ): Promise<PageAnswer> {
    return this.answer(actor, await this.reassignment.reassign(actor, reference, ownerOf(body)));
  }

  @Post('merge')
  @HttpCode(200)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'MergePage', summary: 'Let a page follow another one, which escalates for both' })
  @ApiOkResponse({ type: PageAnswer })
  @Errors(400, 401, 403, 404, 409, 429)
  async merge(
    @CurrentActor() actor: Actor,
    @Param('page_id') reference: string,
    @Body() body: MergeBody,
  ): Promise<PageAnswer> {
    return this.answer(actor, await this.merging.merge(actor, reference, body.data.attributes.into));
  }

  @Post('unmerge')
  @HttpCode(200)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'UnmergePage', summary: 'Let a merged page escalate for itself again' })
  @ApiOkResponse({ type: PageAnswer })
  @Errors(400, 401, 403, 404, 409, 429)
  async unmerge(@CurrentActor() actor: Actor, @Param('page_id') reference: string): Promise<PageAnswer> {
    return this.answer(actor, await this.merging.unmerge(actor, reference));
  }

  private async answer(actor: Actor, page: Page): Promise<PageAnswer> {
    const [data] = await this.presenter.pages(actor, [page]);
    if (data === undefined) throw new Error('a page was not presented');
    return { data };
  }
}
