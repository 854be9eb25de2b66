import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, UserId } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import { NotificationChannelsService } from './notification-channels.service.js';
import type { NotificationRule } from './notification-rule.js';
import {
  includedChannels,
  NotificationRuleDocument,
  NotificationRulesDocument,
  ruleResource,
} from './notification-rules.dto.js';
import {
  CreateNotificationRuleBody,
  NotificationRuleQuery,
  ruleDraft,
  ruleReplacement,
  UpdateNotificationRuleBody,
} from './notification-rules.request.js';
import { NotificationRulesService } from './notification-rules.service.js';

@ApiTags('On-Call')
@Controller('api/v2/on-call/users/:user_id/notification-rules')
export class NotificationRulesController {
  constructor(
    private readonly rules: NotificationRulesService,
    private readonly channels: NotificationChannelsService,
  ) {}

  @Get()
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'ListUserNotificationRules', summary: 'List On-Call notification rules for a user' })
  @ApiOkResponse({ type: NotificationRulesDocument })
  @Errors(400, 401, 403, 404, 429)
  async list(
    @CurrentActor() actor: Actor,
    @IdParam('user_id') userId: string,
    @Query() query: NotificationRuleQuery,
  ): Promise<NotificationRulesDocument> {
    const rules = await this.rules.list(actor, userId as UserId);
    return { data: rules.map(ruleResource), ...(await this.included(actor, rules, query)) };
  }

  @Post()
  @Requires('on_call_respond')
  @ApiOperation({
    operationId: 'CreateUserNotificationRule',
    summary: 'Create an On-Call notification rule for a user',
    description: 'Pages that were sent to the person before keep to the rules of that moment.',
  })
  @ApiCreatedResponse({ type: NotificationRuleDocument })
  @Errors(400, 401, 403, 404, 429)
  async create(
    @CurrentActor() actor: Actor,
    @IdParam('user_id') userId: string,
    @Body() body: CreateNotificationRuleBody,
  ): Promise<NotificationRuleDocument> {
    return { data: ruleResource(await this.rules.create(actor, userId as UserId, ruleDraft(body))) };
  }

  @Get(':rule_id')
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'GetUserNotificationRule', summary: 'Get an On-Call notification rule for a user' })
  @ApiOkResponse({ type: NotificationRuleDocument })
  @Errors(400, 401, 403, 404, 429)
  async get(
    @CurrentActor() actor: Actor,
    @IdParam('user_id') userId: string,
    @IdParam('rule_id') id: string,
    @Query() query: NotificationRuleQuery,
  ): Promise<NotificationRuleDocument> {
    return this.document(actor, await this.rules.get(actor, userId as UserId, id), query);
  }

  @Put(':rule_id')
  @Requires('on_call_respond')
  @ApiOperation({
    operationId: 'UpdateUserNotificationRule',
    summary: 'Update an On-Call notification rule for a user',
  })
  @ApiOkResponse({ type: NotificationRuleDocument })
  @Errors(400, 401, 403, 404, 429)
  async update(
    @CurrentActor() actor: Actor,
    @IdParam('user_id') userId: string,
    @IdParam('rule_id') id: string,
    @Body() body: UpdateNotificationRuleBody,
    @Query() query: NotificationRuleQuery,
  ): Promise<NotificationRuleDocument> {
    const rule = await this.rules.update(actor, userId as UserId, id, ruleReplacement(id, body));
    return this.document(actor, rule, query);
  }

  @Delete(':rule_id')
  @HttpCode(204)
  @Requires('on_call_respond')
  @ApiOperation({
    operationId: 'DeleteUserNotificationRule',
    summary: 'Delete an On-Call notification rule for a user',
  })
  @ApiNoContentResponse()
  @Errors(400, 401, 403, 404, 429)
  remove(
    @CurrentActor() actor: Actor,
    @IdParam('user_id') userId: string,
    @IdParam('rule_id') id: string,
  ): Promise<void> {
    return this.rules.remove(actor, userId as UserId, id);
  }

  private async document(actor: Actor, rule: NotificationRule, query: NotificationRuleQuery) {
    return { data: ruleResource(rule), ...(await this.included(actor, [rule], query)) };
  }

  private async included(actor: Actor, rules: readonly NotificationRule[], { include = [] }: NotificationRuleQuery) {
    const [first] = rules;
    if (include.length === 0) return {};
    if (first === undefined) return includedChannels([]);
    const used = new Set(rules.map((rule) => rule.channelId));
    const channels = await this.channels.list(actor, first.userId);
    return includedChannels(channels.filter((channel) => used.has(channel.id)));
  }
}
