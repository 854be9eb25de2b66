import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, PolicyId } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import { EscalationPolicyDocument } from './escalation-policies.dto.js';
import {
  CreateEscalationPolicyBody,
  draftOf,
  EscalationPolicyQuery,
  replacementOf,
  UpdateEscalationPolicyBody,
} from './escalation-policies.request.js';
import { EscalationPoliciesService } from './escalation-policies.service.js';
import { PolicyPresenter } from './policy-presenter.js';

@ApiTags('On-Call')
@Controller('api/v2/on-call/escalation-policies')
export class EscalationPoliciesController {
  constructor(
    private readonly policies: EscalationPoliciesService,
    private readonly presenter: PolicyPresenter,
  ) {}

  @Post()
  @Requires('on_call_write')
  @ApiOperation({ operationId: 'CreateOnCallEscalationPolicy', summary: 'Create an escalation policy' })
  @ApiCreatedResponse({ type: EscalationPolicyDocument })
  @Errors(400, 401, 403, 429)
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateEscalationPolicyBody,
    @Query() query: EscalationPolicyQuery,
  ): Promise<EscalationPolicyDocument> {
    return this.presenter.document(actor, await this.policies.create(actor, draftOf(body)), query.include);
  }

  @Get(':policy_id')
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'GetOnCallEscalationPolicy', summary: 'Get an escalation policy' })
  @ApiOkResponse({ type: EscalationPolicyDocument })
  @Errors(400, 401, 403, 404, 429)
  async get(
    @CurrentActor() actor: Actor,
    @IdParam('policy_id') id: string,
    @Query() query: EscalationPolicyQuery,
  ): Promise<EscalationPolicyDocument> {
    return this.presenter.document(actor, await this.policies.get(actor, id as PolicyId), query.include);
  }

  @Put(':policy_id')
  @Requires('on_call_write')
  @ApiOperation({ operationId: 'UpdateOnCallEscalationPolicy', summary: 'Replace an escalation policy' })
  @ApiOkResponse({ type: EscalationPolicyDocument })
  @Errors(400, 401, 403, 404, 429)
  async update(
    @CurrentActor() actor: Actor,
    @IdParam('policy_id') id: string,
    @Body() body: UpdateEscalationPolicyBody,
    @Query() query: EscalationPolicyQuery,
  ): Promise<EscalationPolicyDocument> {
    const policy = await this.policies.update(actor, id as PolicyId, replacementOf(id as PolicyId, body));
    return this.presenter.document(actor, policy, query.include);
  }

  @Delete(':policy_id')
  @HttpCode(204)
  @Requires('on_call_write')
  @ApiOperation({ operationId: 'DeleteOnCallEscalationPolicy', summary: 'Delete an escalation policy' })
  @ApiNoContentResponse()
  @Errors(400, 401, 403, 404, 409, 429)
  remove(@CurrentActor() actor: Actor, @IdParam('policy_id') id: string): Promise<void> {
    return this.policies.remove(actor, id as PolicyId);
  }
}
