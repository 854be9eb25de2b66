import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor, UserId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { CurrentActor, Errors, Requires } from '../../platform/http/index.js';
import { entityTag, matchesTag } from './entity-tag.js';
import { InboxAnswer, ListInboxQuery } from './inbox.dto.js';
import { inboxAnswer, peopleIn } from './inbox.presenter.js';
import { InboxReader, type InboxOwner } from './inbox.reader.js';
import { listCursor } from './list-cursor.js';
import { PeopleNames } from './people-names.js';

@ApiTags('On-Call Inbox')
@Controller('api/unstable/on-call/inbox')
export class InboxController {
  constructor(
    private readonly config: TenantConfig,
    private readonly reader: InboxReader,
    private readonly people: PeopleNames,
  ) {}

  /** An unchanged list is told by its tag before names are read: a page that asks every 2 s fills no audit. */
  @Get()
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'ListInboxMessages', summary: 'List inbox messages with their pages, the newest first' })
  @ApiHeader({ name: 'if-none-match', required: false, description: 'ETag of an earlier answer: 304 when unchanged' })
  @ApiOkResponse({ type: InboxAnswer })
  @ApiResponse({ status: 304, description: 'Unchanged; no body' })
  @Errors(400, 401, 403, 404, 429)
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: ListInboxQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('if-none-match') known?: string,
  ): Promise<InboxAnswer | undefined> {
    const { 'page[size]': size = 50, 'page[cursor]': cursor, 'filter[user]': user = actor.userId } = query;
    const owner = user.toLowerCase() as InboxOwner;
    const messages = await this.reader.list(actor, owner, size, listCursor(cursor));
    const nameless = inboxAnswer(actor, messages, new Map(), this.config.workflow);
    const tag = entityTag([actor.permissions.has('users_read'), nameless]);
    void reply.header('etag', tag).header('cache-control', 'private, no-store').header('vary', 'dd-application-key');
    if (matchesTag(known, tag)) {
      void reply.status(304);
      return undefined;
    }
    const ids = messages.items.map((message) => message.id);
    const names = await this.people.find(actor, 'inbox_message', ids, peopleIn(messages) satisfies UserId[]);
    return inboxAnswer(actor, messages, names, this.config.workflow);
  }
}
