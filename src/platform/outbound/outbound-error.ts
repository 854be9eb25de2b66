import { ApplicationError } from '../../kernel/index.js';

export type OutboundReason = 'refused_address' | 'dns' | 'timeout' | 'connection' | 'redirect' | 'invalid_url' | 'tls';

/** Whether the same call may go through later by itself. A certificate or a redirect needs a person. */
const RETRYABLE: Readonly<Record<OutboundReason, boolean>> = {
  refused_address: false,
  dns: true,
  timeout: true,
  connection: true,
  redirect: false,
  invalid_url: false,
  tls: false,
};

/**
 * Why a call to a foreign server brought no answer. The message names the host at most: path and query of a webhook
 * often are its secret, so neither they nor the original error (which may quote them) are kept.
 */
export class OutboundError extends ApplicationError {
  readonly retryable: boolean;

  constructor(
    readonly reason: OutboundReason,
    message: string,
  ) {
    super(`outbound_${reason}`, message);
    this.retryable = RETRYABLE[reason];
  }
}
