import type { PhoneSettings } from '../../platform/config/index.js';
import {
  OutboundError,
  retryAfterMs,
  type OutboundHttp,
  type OutboundResponse,
} from '../../platform/outbound/index.js';
import { PhoneTransport, type Sent, type TextMessage, type VoiceCall } from './transport.js';

const API_VERSION = '2010-04-01';
/** Ids as providers of this form make them. */
const SID = /^[\w-]{1,64}$/;
/** What is told as the call goes on. */
const CALL_EVENTS = ['initiated', 'ringing', 'answered', 'completed'];

/** Texts and calls by HTTP in the form of Twilio's API (www.twilio.com/docs/messaging/api, …/voice/api). */
export class TwilioTransport extends PhoneTransport {
  constructor(
    private readonly outbound: OutboundHttp,
    private readonly settings: PhoneSettings,
    private readonly wallClock: () => Temporal.Instant,
  ) {
    super();
  }

  text(message: TextMessage): Promise<Sent> {
    const form = this.form(message.to, { Body: message.body });
    if (message.statusUrl !== undefined) form.set('StatusCallback', message.statusUrl);
    return this.post('Messages.json', message.idempotencyKey, form);
  }

  call(message: VoiceCall): Promise<Sent> {
    const form = this.form(message.to, { Twiml: message.twiml, Timeout: '30' });
    if (message.statusUrl !== undefined) {
      form.set('StatusCallback', message.statusUrl);
      for (const event of CALL_EVENTS) form.append('StatusCallbackEvent', event);
    }
    return this.post('Calls.json', message.idempotencyKey, form);
  }

  private form(to: string, rest: Readonly<Record<string, string>>): URLSearchParams {
    return new URLSearchParams({ To: to, From: this.settings.fromNumber, ...rest });
  }

  private async post(resource: string, idempotencyKey: string, form: URLSearchParams): Promise<Sent> {
    const { baseUrl, accountSid, authToken, timeoutMs, allowedPrivateHosts } = this.settings;
    const url = `${baseUrl}/${API_VERSION}/Accounts/${encodeURIComponent(accountSid)}/${resource}`;
    try {
      const response = await this.outbound.post(url, {
        headers: {
          authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
          'user-agent': 'case-management',
          'idempotency-key': idempotencyKey,
        },
        body: form.toString(),
        timeoutMs,
        allowedPrivateHosts,
      });
      return outcome(response, this.wallClock());
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      return { outcome: 'failed', reason: error.message, retryable: error.retryable };
    }
  }
}

/** The provider's words are left out: they quote the number. Its code is enough to look them up. */
function outcome({ status, headers, body }: OutboundResponse, now: Temporal.Instant): Sent {
  const answer = jsonObject(body);
  if (status >= 200 && status < 300) {
    const { sid } = answer;
    return { outcome: 'sent', ...(typeof sid === 'string' && SID.test(sid) ? { providerId: sid } : {}) };
  }
  const { code } = answer;
  const named = typeof code === 'number' ? ` (code ${code})` : '';
  const reason = `The phone provider answered ${status}${named}.`;
  const after = status === 429 || status === 503 ? retryAfterMs(headers['retry-after'], now) : undefined;
  const retryable = status === 408 || status === 429 || status >= 500;
  return { outcome: 'failed', reason, retryable, ...(after === undefined ? {} : { retryAfterMs: after }) };
}

function jsonObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
