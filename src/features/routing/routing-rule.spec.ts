import { describe, expect, it } from '@jest/globals';
import { InvalidError, type PolicyId, type TeamId } from '../../kernel/index.js';
import { composed, type RoutingRule } from './routing-rule.js';
import { rulesDocument } from './routing-rules.dto.js';

const TEAM = 't1' as TeamId;
const nowhere = { kind: 'nowhere' } as const;
const known: RoutingRule[] = [{ id: 'r1', teamId: TEAM, query: '', route: nowhere }];

describe('composed', () => {
  it('keeps the id of a rule that names it and makes one for the others', () => {
    const drafts = [
      { query: 'service:a', route: nowhere },
      { id: 'r1', query: '', route: nowhere },
    ];
    expect(composed(TEAM, drafts, known, () => 'new').map((rule) => rule.id)).toEqual(['new', 'r1']);
  });

  it('refuses an id that is not of this team', () => {
    const act = () => composed(TEAM, [{ id: 'r9', query: '', route: nowhere }], known, () => 'new');
    expect(act).toThrow(InvalidError);
    expect(act).toThrow('/data/attributes/rules/0/id');
  });
});

describe('rulesDocument', () => {
  const rules: RoutingRule[] = [
    { id: 'r1', teamId: TEAM, query: '', route: { kind: 'policy', policyId: 'p1' as PolicyId, urgency: 'low' } },
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

  it('gives a rule without policy neither urgency nor relationships', () => {
    expect(rulesDocument(TEAM, known, ['rules']).included).toEqual([
      { type: 'team_routing_rules', id: 'r1', attributes: { query: '', actions: [] } },
    ]);
  });
});
