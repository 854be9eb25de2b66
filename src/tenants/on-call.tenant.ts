import { KeysApiModule } from '../capabilities/auth/index.js';
import { EventRelayModule } from '../capabilities/events/index.js';
import { MessageSenderModule } from '../capabilities/messaging/index.js';
import { TeamsApiModule } from '../capabilities/teams/index.js';
import { UsersApiModule } from '../capabilities/users/index.js';
import { CaseHousekeepingModule } from '../features/cases/index.js';
import { AnalyticsApiModule, EventCountersModule } from '../features/analytics/index.js';
import { EscalationPoliciesApiModule } from '../features/escalation-policies/index.js';
import { EscalationsApiModule, EscalationWorkerModule } from '../features/escalations/index.js';
import { InboxApiModule } from '../features/inbox/index.js';
import { LiveCallsApiModule } from '../features/live-calls/index.js';
import { MaintenanceWindowsApiModule } from '../features/maintenance-windows/index.js';
import { ChannelAddressesModule, NotificationRulesApiModule } from '../features/notification-rules/index.js';
import { SenderModule } from '../features/notifications/index.js';
import { PagesApiModule } from '../features/pages/index.js';
import { RepliesApiModule } from '../features/replies/index.js';
import { RouteActionSenderModule, RouteActionsSubscriberModule } from '../features/route-actions/index.js';
import { RoutingApiModule } from '../features/routing/index.js';
import { HandOffWorkerModule, SchedulesApiModule } from '../features/schedules/index.js';
import { PageSearchApiModule, SearchIndexerModule } from '../features/search/index.js';
import type { TenantFeatures } from './features.js';

/** Work type PAGE: pages, their escalation and the notifications that come of it. */
export const onCallFeatures: TenantFeatures = {
  api: [
    UsersApiModule,
    TeamsApiModule,
    KeysApiModule,
    NotificationRulesApiModule,
    SchedulesApiModule,
    EscalationPoliciesApiModule,
    RoutingApiModule,
    PagesApiModule,
    EscalationsApiModule,
    MaintenanceWindowsApiModule,
    RepliesApiModule,
    LiveCallsApiModule,
    ChannelAddressesModule,
    InboxApiModule,
    PageSearchApiModule,
    AnalyticsApiModule,
  ],
  'event-relay': [EventRelayModule, RouteActionsSubscriberModule, SearchIndexerModule, EventCountersModule],
  worker: [
    EscalationWorkerModule,
    SenderModule,
    RouteActionSenderModule,
    ChannelAddressesModule,
    MessageSenderModule,
    HandOffWorkerModule,
    CaseHousekeepingModule,
  ],
};
