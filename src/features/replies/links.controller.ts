import { Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROVIDERS_PATH } from '../../capabilities/messaging/index.js';
import { Public, PublicForm } from '../../platform/http/index.js';
import { LINK_PAGE_HEADERS } from './link-page.js';
import { LinkReplies, type LinkAnswer } from './link-replies.service.js';

/** The links of e-mails, for a browser on a phone at night: no key, one button. */
@ApiExcludeController()
@Controller(`${PROVIDERS_PATH}/links`)
export class LinksController {
  constructor(private readonly replies: LinkReplies) {}

  @Get(':token')
  @Public('the token is signed, expires, and names one person and one page; looking changes nothing')
  async show(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('token') token: string,
  ): Promise<string> {
    return answer(reply, await this.replies.show(token, request.id));
  }

  @Post(':token')
  @HttpCode(200)
  @PublicForm('the token is signed, expires, and names one person, one page and what may be done')
  async act(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('token') token: string,
  ): Promise<string> {
    return answer(reply, await this.replies.act(token, request.id));
  }
}

function answer(reply: FastifyReply, { status, html }: LinkAnswer): string {
  void reply.status(status).headers(LINK_PAGE_HEADERS);
  return html;
}
