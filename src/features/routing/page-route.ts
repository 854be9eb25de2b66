import type { TeamId } from '../../kernel/index.js';
import type { PolicySnapshot } from '../escalation-policies/index.js';
import type { TimeRestrictions } from '../schedules/index.js';

/** What a rule does beside the escalation: a message to be sent, once for a page. */
export type RouteAction =
  | { readonly type: 'send_slack_message'; readonly workspace: string; readonly channel: string }
  | {
      readonly type: 'send_teams_message';
      readonly tenant: string;
      readonly team: string;
      readonly channel: string;
    }
  | { readonly type: 'workflow'; readonly handle: string };

/** The page waits until so many occurrences came within so many minutes. */
export interface Threshold {
  /** 2 to 1,000. */
  readonly occurrences: number;
  /** 1 to 1,440. */
  readonly minutes: number;
}

/** Why a page took its rule: for the timeline, so with the names that are stored. */
export interface RoutingReason {
  readonly rule_id: string;
  /** From 0. */
  readonly position: number;
  /** `time`: the rule asks for nothing but its hours. */
  readonly matched: 'query' | 'time' | 'fallback';
  /** What it sends beside the escalation; absent when it sends nothing. */
  readonly actions?: readonly RouteAction[];
}

/** Where a page goes. */
export interface PageRoute {
  readonly target: { readonly kind: 'team' | 'user'; readonly id: string };
  readonly teamId?: TeamId;
  /** Of that team. */
  readonly teamHandle?: string;
  /** The rule that the page took; absent for a person paged directly and for a team without rules. */
  readonly ruleId?: string;
  readonly position?: number;
  readonly why?: RoutingReason;
  /** For a page whose caller states none: what the rule says, `dynamic` resolved. */
  readonly urgency?: 'low' | 'high';
  readonly policy: PolicySnapshot;
  /** After so long without a resolution, an acknowledged page is triggered again. */
  readonly ackTimeoutMinutes?: number;
  /** Outside of them the escalation waits for the next opening. */
  readonly supportHours?: TimeRestrictions;
  readonly threshold?: Threshold;
  readonly actions: readonly RouteAction[];
}
