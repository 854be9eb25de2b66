export { ChannelAddressesModule } from './channel-addresses.module.js';
export { NotificationRulesApiModule, NotificationRulesModule } from './notification-rules.module.js';
export { NotificationRulesReader, type MessageChannel } from './notification-rules.reader.js';
export { phoneNumber } from './phone-number.js';
export type { Readiness, ReadinessProblem } from './readiness.js';
export { activeRulesOf, channelObstacleOf, inactiveRulesOf, noActiveRuleOf } from './rules.sql.js';
