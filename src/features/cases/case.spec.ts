import { describe, expect, it } from '@jest/globals';
import type { CaseId, OrgId, ProjectId } from '../../kernel/index.js';
import { changeOf, STANDARD_TYPE, withField, withStatus, type Case } from './case.js';
import { resourceOf } from './case.presenter.js';

const WORKFLOW = { start: 'NEW', middle: ['REPAIR'], final: 'SHIPPED' };
const CREATED = Temporal.Instant.from('2026-11-24T06:10:04.123456Z');
const NOW = CREATED.add({ hours: 1 });
const LATER = CREATED.add({ hours: 2 });
const NEW: Case = {
  id: 'c' as CaseId,
  orgId: 'o' as OrgId,
  key: 'SEC-1',
  projectId: 'p' as ProjectId,
  typeId: STANDARD_TYPE,
  title: 'Canary title',
  description: '',
  status: 'NEW',
  priority: 'NOT_DEFINED',
  commentCount: 0,
  version: 1,
  createdAt: CREATED,
};

describe('a case', () => {
  it('is closed by the final status and opened again by every other', () => {
    const closed = withStatus(NEW, 'SHIPPED', NOW, WORKFLOW);
    expect(closed).toMatchObject({ status: 'SHIPPED', closedAt: NOW, modifiedAt: NOW });
    for (const status of ['NEW', 'REPAIR']) {
      const opened = withStatus(closed, status, LATER, WORKFLOW);
      expect(opened).toMatchObject({ status, modifiedAt: LATER });
      expect(opened).not.toHaveProperty('closedAt');
    }
  });

  it('stays the very same when nothing changes', () => {
    const closed = withStatus(NEW, 'SHIPPED', NOW, WORKFLOW);
    expect(withStatus(closed, 'SHIPPED', LATER, WORKFLOW)).toBe(closed);
    expect(withField(NEW, 'title', NEW.title, NOW)).toBe(NEW);
    expect(withField(NEW, 'priority', 'NOT_DEFINED', NOW)).toBe(NEW);
  });

  it('tells what changed, and of texts only which', () => {
    expect(changeOf(NEW, withStatus(NEW, 'REPAIR', NOW, WORKFLOW))).toEqual({
      type: 'case.status_changed',
      data: { from: 'NEW', to: 'REPAIR' },
    });
    expect(changeOf(NEW, withField(NEW, 'priority', 'P1', NOW))).toEqual({
      type: 'case.updated',
      data: { field: 'priority', from: 'NOT_DEFINED', to: 'P1' },
    });
    expect(changeOf(NEW, withField(NEW, 'title', 'Other canary', NOW)).data).toEqual({ field: 'title' });
    expect(changeOf(NEW, withField(NEW, 'description', 'x', NOW)).data).toEqual({ field: 'description' });
  });
});

describe('a case as the API shows it', () => {
  it('leaves out what is not set, and has the empty members of the recordings', () => {
    const { attributes, relationships } = resourceOf(NEW, WORKFLOW, 'STANDARD');
    for (const absent of ['modified_at', 'closed_at', 'archived_at']) expect(attributes).not.toHaveProperty(absent);
    expect(Object.keys(relationships)).toEqual(['project']);
    expect(attributes).toMatchObject({ attributes: {}, custom_attributes: {}, insights: [], description: '' });
    expect(attributes.created_at).toBe('2026-11-24T06:10:04.123456Z');
  });

  it.each([
    ['NEW', 'SG_OPEN', 'New'],
    ['REPAIR', 'SG_IN_PROGRESS', 'Repair'],
    ['SHIPPED', 'SG_CLOSED', 'Shipped'],
  ])('shows %s as %s by its role', (status, group, name) => {
    const { attributes } = resourceOf({ ...NEW, status }, WORKFLOW, 'STANDARD');
    expect(attributes).toMatchObject({ status, status_group: group, status_name: name });
  });
});
