import { Controller, HttpCode, Param, Post, Req, Res, type PipeTransform } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  MARKUP_HEADERS,
  ProviderSignature,
  PROVIDERS_PATH,
  requiredField,
  requiredProviderId,
} from '../../capabilities/messaging/index.js';
import { NotFoundError, type CaseId, type OrgId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { FormBody, IdParam, PublicForm, type Form } from '../../platform/http/index.js';
import { CallAnswers } from './call-answers.js';
import { IncomingCalls } from './incoming-calls.service.js';
import type { LiveCallEvent } from './live-call.js';
import { LiveCallsRepository } from './live-calls.repository.js';
import { LiveCallsService } from './live-calls.service.js';
import { byMachine, callHasEnded, callerOf, notTaken, recordingUrl, secondsOf } from './twilio-call-form.js';

const SIGNED = 'the phone provider calls it; its signature over address and fields is checked first';

/** The turn in a path: who of those to be rung. */
const TURN: PipeTransform<string, number> = {
  transform(value) {
    if (!/^\d{1,2}$/.test(value)) throw new NotFoundError('live call');
    return Number(value);
  },
};

/** What the provider tells and asks of a call to a team, in the form of Twilio's webhooks (…/docs/voice/twiml). */
@ApiExcludeController()
@Controller(`${PROVIDERS_PATH}/phone/live-calls`)
export class LiveCallWebhooksController {
  constructor(
    private readonly config: TenantConfig,
    private readonly signature: ProviderSignature,
    private readonly incoming: IncomingCalls,
    private readonly calls: LiveCallsService,
    private readonly stored: LiveCallsRepository,
    private readonly answers: CallAnswers,
  ) {}

  /** Somebody calls a number. */
  @Post('incoming')
  @HttpCode(200)
  @PublicForm(SIGNED)
  async received(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @FormBody() form: Form,
  ): Promise<string> {
    const publicUrl = this.verify(request, form);
    const caller = callerOf(form);
    const received = await this.incoming.receive({
      callId: requiredProviderId(form, 'CallSid'),
      number: requiredField(form, 'To'),
      ...(caller === undefined ? {} : { caller }),
    });
    return markup(reply, await this.answers.toIncoming(publicUrl, received, request.id));
  }

  /** What became of the caller's own call; only its end matters. */
  @Post('status')
  @HttpCode(204)
  @PublicForm(SIGNED)
  async status(@Req() request: FastifyRequest, @FormBody() form: Form): Promise<void> {
    this.verify(request, form);
    const callId = requiredProviderId(form, 'CallSid');
    if (!callHasEnded(form)) return;
    const call = await this.stored.findByCallId(callId);
    // The provider must not call again for hours about a call that was refused.
    if (call === undefined) return;
    const { orgId, caseId } = call;
    const seconds = secondsOf(form, 'CallDuration');
    const event = { kind: 'hung up' } as const;
    await this.calls.report({
      ...{ orgId, caseId, callId, event, requestId: request.id },
      ...(seconds === undefined ? {} : { seconds }),
    });
  }

  /** A responder has picked up. */
  @Post(':org_id/:page_id/ask/:turn')
  @HttpCode(200)
  @PublicForm(SIGNED)
  async ask(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @IdParam('org_id') orgId: string,
    @IdParam('page_id') pageId: string,
    @Param('turn', TURN) turn: number,
    @FormBody() form: Form,
  ): Promise<string> {
    const event = { kind: 'picked up', turn, byMachine: byMachine(form) } as const;
    return this.reported(request, reply, form, { orgId, pageId, leg: 'responder', event });
  }

  /** They have pressed a key. */
  @Post(':org_id/:page_id/answer/:turn')
  @HttpCode(200)
  @PublicForm(SIGNED)
  async answer(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @IdParam('org_id') orgId: string,
    @IdParam('page_id') pageId: string,
    @Param('turn', TURN) turn: number,
    @FormBody() form: Form,
  ): Promise<string> {
    const event = { kind: 'pressed', turn, accepts: form.get('Digits') === '1' } as const;
    return this.reported(request, reply, form, { orgId, pageId, leg: 'responder', event });
  }

  /** Ringing them, or the conversation, is over. */
  @Post(':org_id/:page_id/dialed/:turn')
  @HttpCode(200)
  @PublicForm(SIGNED)
  async dialed(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @IdParam('org_id') orgId: string,
    @IdParam('page_id') pageId: string,
    @Param('turn', TURN) turn: number,
    @FormBody() form: Form,
  ): Promise<string> {
    const event = { kind: 'dial ended', turn, why: notTaken(form), callerIsGone: callHasEnded(form) } as const;
    return this.reported(request, reply, form, { orgId, pageId, leg: 'caller', event });
  }

  /** The caller has left a message, or none. */
  @Post(':org_id/:page_id/recorded')
  @HttpCode(200)
  @PublicForm(SIGNED)
  async recorded(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @IdParam('org_id') orgId: string,
    @IdParam('page_id') pageId: string,
    @FormBody() form: Form,
  ): Promise<string> {
    const event = { kind: 'recorded', seconds: secondsOf(form, 'RecordingDuration') ?? 0 } as const;
    return this.reported(request, reply, form, { orgId, pageId, leg: 'caller', event });
  }

  private async reported(
    request: FastifyRequest,
    reply: FastifyReply,
    form: Form,
    about: { orgId: string; pageId: string; leg: 'caller' | 'responder'; event: LiveCallEvent },
  ): Promise<string> {
    const publicUrl = this.verify(request, form);
    const callId = callIdOf(form, about.leg);
    const url = recordingUrl(form, this.config.phone?.baseUrl);
    const reported = await this.calls.report({
      orgId: about.orgId as OrgId,
      caseId: about.pageId as CaseId,
      event: about.event,
      requestId: request.id,
      ...(callId === undefined ? {} : { callId }),
      ...(url === undefined ? {} : { recordingUrl: url }),
    });
    return markup(reply, await this.answers.toReport(publicUrl, reported, request.id));
  }

  /** Answers where the installation is reached. */
  private verify(request: FastifyRequest, form: Form): string {
    return this.signature.verify({
      url: request.raw.url ?? '',
      signature: request.headers['x-twilio-signature'],
      form,
    });
  }
}

/** The leg of a responder names that of the caller as its parent, where the provider names one at all. */
function callIdOf(form: Form, leg: 'caller' | 'responder'): string | undefined {
  if (leg === 'caller') return requiredProviderId(form, 'CallSid');
  return form.has('ParentCallSid') ? requiredProviderId(form, 'ParentCallSid') : undefined;
}

function markup(reply: FastifyReply, text: string): string {
  void reply.headers(MARKUP_HEADERS);
  return text;
}
