export { Notifications, type Cause, type NewNotification } from './notifications.js';
export { NotificationsReader, type BundledPage, type PlannedNotification } from './notifications.reader.js';
export { NotificationsModule } from './notifications.module.js';
export { SenderModule } from './sender.module.js';
export { numberKey, replyKey } from './replies/reply-code.js';
export { ReplyOffersModule } from './replies/reply-offers.module.js';
export { ReplyOffersRepository, type ReplyOffer } from './replies/reply-offers.repository.js';
export { claimsOf, type ReplyAction, type ReplyClaims } from './replies/reply-token.js';
