export { Notifications, type Cause, type NewNotification } from './notifications.js';
export { NotificationsReader, type BundledPage, type PlannedNotification } from './notifications.reader.js';
export { NotificationsModule } from './notifications.module.js';
export { SenderModule } from './sender.module.js';
