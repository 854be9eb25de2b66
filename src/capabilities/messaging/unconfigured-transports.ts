import { EmailTransport, PhoneTransport, type Sent } from './transport.js';

/** What an installation without a mail server answers. */
export class UnconfiguredEmail extends EmailTransport {
  send(): Promise<Sent> {
    return failed('e-mail is not configured (email.host)');
  }
}

/** What an installation without a provider of text messages and calls answers. */
export class UnconfiguredPhone extends PhoneTransport {
  text(): Promise<Sent> {
    return failed('text messages are not configured (phone.account_sid)');
  }

  call(): Promise<Sent> {
    return failed('calls are not configured (phone.account_sid)');
  }
}

function failed(reason: string): Promise<Sent> {
  return Promise.resolve({ outcome: 'failed', reason, retryable: false });
}
