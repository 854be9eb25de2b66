import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { CurrentActor, Errors, Requires } from '../../platform/http/index.js';
import { listCursor } from './list-cursor.js';
import {
  ListPageNotificationsQuery,
  pageNotificationsAnswer,
  PageNotificationsAnswer,
} from './page-notifications.dto.js';
import { PageNotificationsReader } from './page-notifications.reader.js';
import { PeopleNames } from './people-names.js';

/** Why was somebody notified, and why was nobody: everything that a page sent, tried or kept back. */
@ApiTags('On-Call Pages')
@Controller('api/unstable/on-call/pages')
export class PageNotificationsController {
  constructor(
    private readonly reader: PageNotificationsReader,
    private readonly people: PeopleNames,
  ) {}

  @Get(':page_id/notifications')
  @Requires('on_call_read')
  @ApiOperation({
    operationId: 'ListPageNotifications',
    summary: 'List the notifications of a page, the oldest first, with every attempt and its reason',
  })
  @ApiOkResponse({ type: PageNotificationsAnswer })
  @Errors(400, 401, 403, 404, 429)
  async list(
    @CurrentActor() actor: Actor,
    @Param('page_id') reference: string,
    @Query() query: ListPageNotificationsQuery,
  ): Promise<PageNotificationsAnswer> {
    const { 'page[size]': size = 100, 'page[cursor]': cursor } = query;
    const notifications = await this.reader.list(actor, reference, size, listCursor(cursor));
    const userIds = notifications.items.map((item) => item.user_id);
    const names = await this.people.find(actor, 'page', [notifications.page.id], userIds);
    return pageNotificationsAnswer(notifications, names);
  }
}
