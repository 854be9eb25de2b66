import { Injectable } from '@nestjs/common';
import { wallClock } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { OutboundHttp, SignedWebhook, type WebhookAnswer } from '../../platform/outbound/index.js';
import type { RouteAction } from '../routing/index.js';
import type { ClaimedAction } from './route-actions.repository.js';

const TIMEOUT_MS = 10_000;

const SETTINGS = {
  send_slack_message: 'ROUTE_ACTION_SLACK_URL',
  send_teams_message: 'ROUTE_ACTION_TEAMS_URL',
  workflow: 'ROUTE_ACTION_WORKFLOW_URL',
} as const satisfies Record<RouteAction['type'], string>;

/** Where each kind of action goes: to the endpoint that the operator runs for it. */
@Injectable()
export class Receivers {
  private readonly byType: ReadonlyMap<RouteAction['type'], SignedWebhook>;

  constructor({ route_actions: settings }: TenantConfig) {
    const { secrets, allowed_private_hosts: allowedPrivateHosts } = settings;
    const urls = [
      ['send_slack_message', settings.slack_url],
      ['send_teams_message', settings.teams_url],
      ['workflow', settings.workflow_url],
    ] as const;
    const outbound = new OutboundHttp();
    this.byType = new Map(
      urls.flatMap(([type, url]) =>
        url === undefined
          ? []
          : [
              [
                type,
                new SignedWebhook(outbound, { url, secrets, allowedPrivateHosts, timeoutMs: TIMEOUT_MS }, wallClock),
              ],
            ],
      ),
    );
  }

  /** Posts once; the id of the row is that of the message, over all attempts. */
  send(claimed: ClaimedAction): Promise<WebhookAnswer> {
    const { type } = claimed.action;
    const receiver = this.byType.get(type);
    if (receiver !== undefined) return receiver.post(claimed.id, `routing.${type}`, messageOf(claimed));
    const reason = `No receiver is configured for ${type} (${SETTINGS[type]}).`;
    return Promise.resolve({ outcome: 'refused', reason, retryable: false });
  }
}

/** What the receiver needs to write the message or to run the workflow; no personal data. */
function messageOf(claimed: ClaimedAction): object {
  const { action, case_id, key, number, title, description, urgency, priority, status, services, tags } = claimed;
  const { team_id, team_handle, team_name } = claimed;
  return {
    org_id: claimed.org_id,
    action,
    rule_id: claimed.rule_id,
    attempt: claimed.attempt,
    page: {
      id: case_id,
      key,
      number,
      title,
      description,
      urgency,
      priority,
      status,
      services,
      tags,
      created_at: claimed.created_at.toString(),
    },
    ...(team_id === null ? {} : { team: { id: team_id, handle: team_handle, name: team_name } }),
  };
}
