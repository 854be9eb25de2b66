import { Controller, Get, Headers, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DemoSession, type DemoKeys } from '../../capabilities/auth/index.js';
import { NotFoundError } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { Public } from '../../platform/http/index.js';
import { matchesTag } from './entity-tag.js';
import { isLocalRequest } from './local-request.js';
import { readWebFiles, type WebFile } from './web-files.js';

/**
 * Nothing is loaded from elsewhere and nothing inline runs: what an attacker brings into a title stays text even if
 * the page had a hole.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

/** The inbox for people: plain files. The page signs in with keys that it sends as headers; there are no cookies. */
@ApiExcludeController()
@Controller('inbox')
export class InboxPageController {
  private readonly files = readWebFiles();

  constructor(
    private readonly config: TenantConfig,
    private readonly demo: DemoSession,
  ) {}

  @Get()
  @Public('the page holds no data; what it shows it asks of the API, with the keys of the person')
  page(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): string | undefined {
    return answer(this.files.page, request, reply);
  }

  @Get('assets/:name')
  @Public('scripts and styles of the page; they are the same for everyone')
  asset(
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string | undefined {
    const file = this.files.assets.get(name);
    if (file === undefined) throw new NotFoundError('file');
    return answer(file, request, reply);
  }

  /**
   * The keys of the demo organization, for a browser on the machine that runs the demo and was given the token that
   * the terminal shows. Any other request gets the same 404 as where there is no demo.
   */
  @Post('demo-session')
  @HttpCode(200)
  @Public('the sign-in of the demo itself; only with demo.data, its token, and for requests of this machine')
  demoSession(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('x-inbox-token') token = '',
  ): DemoKeys {
    secure(reply);
    void reply.header('cache-control', 'no-store');
    const { remoteAddress } = request.raw.socket;
    const keys = this.demo.keysFor(token);
    if (!this.config.demo.data || keys === undefined || !isLocalRequest({ remoteAddress, headers: request.headers })) {
      throw new NotFoundError('demo session');
    }
    return keys;
  }
}

function answer(file: WebFile, request: FastifyRequest, reply: FastifyReply): string | undefined {
  secure(reply);
  void reply.header('cache-control', 'no-cache').header('etag', file.tag).header('content-type', file.type);
  if (!matchesTag(request.headers['if-none-match'], file.tag)) return file.text;
  void reply.status(304);
  return undefined;
}

function secure(reply: FastifyReply): void {
  void reply
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer');
}
