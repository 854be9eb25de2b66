import { Injectable } from '@nestjs/common';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { ForbiddenError, NotFoundError } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';

/** What was requested of us, as far as its signature covers it. */
export interface SignedRequest {
  /** Path and query as they came. */
  readonly url: string;
  readonly signature: string | string[] | undefined;
  readonly form: ReadonlyMap<string, string>;
}

/**
 * Proves that the phone's provider sent a request: HMAC-SHA1 of the public URL and the fields under the account's
 * token, compared in constant time (www.twilio.com/docs/usage/webhooks/webhooks-security).
 */
@Injectable()
export class ProviderSignature {
  constructor(private readonly config: TenantConfig) {}

  /** Answers where the provider reaches us. Throws `ForbiddenError` for a request that is not the provider's, `NotFoundError` where there is no provider. */
  verify({ url, signature, form }: SignedRequest): string {
    const { phone } = this.config;
    if (phone === undefined) throw new NotFoundError('phone provider');
    const signed =
      typeof signature === 'string' &&
      validateRequest(phone.authToken, signature, `${phone.publicUrl}${url}`, Object.fromEntries(form));
    if (!signed) throw new ForbiddenError('The request is not signed by the phone provider of this installation.');
    return phone.publicUrl;
  }
}
