import { Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import MessagingResponse from 'twilio/lib/twiml/MessagingResponse.js';
import {
  askedForKey,
  MARKUP_HEADERS,
  ProviderSignature,
  providerPath,
  PROVIDERS_PATH,
  requiredField,
  requiredProviderId,
  spoken,
} from '../../capabilities/messaging/index.js';
import { NotFoundError } from '../../kernel/index.js';
import { FormBody, IdParam, PublicForm, type Form } from '../../platform/http/index.js';
import { PhoneReplies } from './phone-replies.service.js';
import { providerStatus } from './provider-report.js';
import { ProviderReportsRepository } from './provider-reports.repository.js';

const SIGNED = 'the phone provider calls it; its signature over address and fields is checked first';
const ERROR_CODE = /^\d{1,10}$/;

/** What the phone's provider tells and asks, in the form of Twilio's webhooks. */
@ApiExcludeController()
@Controller(`${PROVIDERS_PATH}/phone`)
export class PhoneWebhooksController {
  constructor(
    private readonly signature: ProviderSignature,
    private readonly replies: PhoneReplies,
    private readonly reports: ProviderReportsRepository,
  ) {}

  /** A text message came in. */
  @Post('sms')
  @HttpCode(200)
  @PublicForm(SIGNED)
  async sms(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @FormBody() form: Form,
  ): Promise<string> {
    this.verify(request, form);
    const answer = await this.replies.text(requiredField(form, 'From'), form.get('Body') ?? '', request.id);
    const response = new MessagingResponse();
    if (answer !== undefined) response.message(answer);
    return xml(reply, response.toString());
  }

  /** Somebody pressed a key in a call of ours. */
  @Post('keys/:org_id/:offer_id')
  @HttpCode(200)
  @PublicForm(SIGNED)
  async keys(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @IdParam('org_id') orgId: string,
    @IdParam('offer_id') offerId: string,
    @FormBody() form: Form,
  ): Promise<string> {
    const publicUrl = this.verify(request, form);
    const answer = await this.replies.key(orgId, offerId, form.get('Digits') ?? '', request.id);
    if (answer !== undefined) return xml(reply, spoken(answer));
    const again = 'Press 4 to acknowledge. Press 6 to resolve.';
    return xml(reply, askedForKey(again, providerPath(publicUrl, 'phone', 'keys', orgId, offerId)));
  }

  /** What became of a text message or a call. */
  @Post('status/:about/:org_id/:id')
  @HttpCode(204)
  @PublicForm(SIGNED)
  async status(
    @Req() request: FastifyRequest,
    @Param('about') about: string,
    @IdParam('org_id') orgId: string,
    @IdParam('id') aboutId: string,
    @FormBody() form: Form,
  ): Promise<void> {
    this.verify(request, form);
    if (about !== 'notifications' && about !== 'messages') throw new NotFoundError('provider status');
    const providerId = requiredProviderId(form, form.has('MessageSid') ? 'MessageSid' : 'CallSid');
    const status = providerStatus(form.get('MessageStatus') ?? requiredField(form, 'CallStatus'));
    // A status that a provider invents later must not make it call again for hours.
    if (status === undefined) return;
    const errorCode = form.get('ErrorCode');
    await this.reports.record({
      orgId,
      about,
      aboutId,
      providerId,
      status,
      ...(errorCode !== undefined && ERROR_CODE.test(errorCode) ? { errorCode } : {}),
    });
  }

  /** Answers where the installation is reached. */
  private verify(request: FastifyRequest, form: Form): string {
    const { url } = request.raw;
    return this.signature.verify({ url: url ?? '', signature: request.headers['x-twilio-signature'], form });
  }
}

function xml(reply: FastifyReply, text: string): string {
  void reply.headers(MARKUP_HEADERS);
  return text;
}
