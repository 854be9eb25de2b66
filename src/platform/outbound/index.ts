export { OutboundError, type OutboundReason } from './outbound-error.js';
export { OutboundHttp, type OutboundOptions, type OutboundRequest, type OutboundResponse } from './outbound-http.js';
export type { Lookup, ResolvedAddress } from './resolve.js';
export { retryAfterMs } from './retry-after.js';
export { SignedWebhook, type WebhookAnswer, type WebhookSettings } from './signed-webhook.js';
