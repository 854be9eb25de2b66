import { describe, expect, it } from '@jest/globals';
import { InvalidError, type PolicyId, type TeamId } from '../../kernel/index.js';
import { composed, type RoutingRule } from './routing-rule.js';
import { rulesDocument } from './routing-rules.dto.js';

const TEAM = 't1' as TeamId;
const nowhere = { kind: 'nowhere' } as const;
const known: RoutingRule[] = [{ id: 'r1', teamId: TEAM, query: '', route: nowhere, actions: [] }];

describe('composed', () => {
  it('keeps the id of a rule that names it and makes one for the others', () => {
    const drafts = [
      { query: 'service:a', route: nowhere, actions: [] },
      { id: 'r1', query: '', route: nowhere, actions: [] },
    ];
    expect(composed(TEAM, drafts, known, () => 'new').map((rule) => rule.id)).toEqual(['new', 'r1']);
  });

  it('refuses an id that is not of this team', () => {
    const act = () => composed(TEAM, [{ id: 'r9', query: '', route: nowhere, actions: [] }], known, () => 'new');
    expect(act).toThrow(InvalidError);
    expect(act).toThrow('/data/attributes/rules/0/id');
  });
});

describe('rulesDocument', () => {
  const rules: RoutingRule[] = [
    {
      id: 'r1',
      teamId: TEAM,
      query: '',
      urgency: 'low',
      route: { kind: 'policy', policyId: 'p1' as PolicyId },
      actions: [],
    },
  ];

  it('names the rules only, when nothing was asked for', () => {
    expect(rulesDocument(TEAM, rules)).toEqual({
      data: {
        type: 'team_routing_rules',
        id: TEAM,
        relationships: { rules: { data: [{ type: 'team_routing_rules', id: 'r1' }] } },
      },
    });
  });

  it('mirrors the policy of the action in urgency and relationships', () => {
    expect(rulesDocument(TEAM, rules, ['rules']).included).toEqual([
      {
        type: 'team_routing_rules',
        id: 'r1',
        attributes: {
          query: '',
          actions: [{ type: 'escalation_policy', policy_id: 'p1', urgency: 'low' }],
          urgency: 'low',
        },
        relationships: { policy: { data: { type: 'policies', id: 'p1' } } },
      },
    ]);
  });

  it('answers messages before the escalation, hours with the zone as it was sent, and the threshold', () => {
    const restrictions = [
      { startDay: 'monday', startTime: '09:00:00', endDay: 'friday', endTime: '17:00:00' },
    ] as const;
    const [rule] =
      rulesDocument(
        TEAM,
        [
          {
            id: 'r1',
            teamId: TEAM,
            query: 'service:a',
            route: {
              kind: 'policy',
              policyId: 'p1' as PolicyId,
              ackTimeoutMinutes: 30,
              supportHours: { timeZone: 'UTC', zoneIsUnstated: true, restrictions },
              threshold: { occurrences: 3, minutes: 10 },
            },
            actions: [{ type: 'send_slack_message', workspace: 'w', channel: 'c' }],
          },
        ],
        ['rules'],
      ).included ?? [];
    expect(rule?.attributes).toEqual({
      query: 'service:a',
      actions: [
        { type: 'send_slack_message', workspace: 'w', channel: 'c' },
        {
          type: 'escalation_policy',
          policy_id: 'p1',
          ack_timeout_minutes: 30,
          support_hours: {
            time_zone: '',
            restrictions: [{ start_day: 'monday', start_time: '09:00:00', end_day: 'friday', end_time: '17:00:00' }],
          },
        },
      ],
      threshold: { occurrences: 3, minutes: 10 },
    });
  });

  it('gives a rule without policy neither urgency nor relationships', () => {
    expect(rulesDocument(TEAM, known, ['rules']).included).toEqual([
      { type: 'team_routing_rules', id: 'r1', attributes: { query: '', actions: [] } },
    ]);
  });
});
