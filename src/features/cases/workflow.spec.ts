import { describe, expect, it } from '@jest/globals';
import { requestedStatus, type RequestedStatus } from './requested-status.js';
import { findStatus, labelOf, roleOf, statusesOf } from './workflow.js';

/** Not the statuses of any tenant: no rule may know a name. */
const WORKFLOW = { start: 'NEW', middle: ['WAITING_FOR_PARTS', 'REPAIR'], final: 'SHIPPED' };

describe('workflow', () => {
  it('knows the role of each status and their order', () => {
    expect(statusesOf(WORKFLOW).map((status) => roleOf(WORKFLOW, status))).toEqual([
      'start',
      'middle',
      'middle',
      'final',
    ]);
  });

  it('names a status for people and finds it by that name', () => {
    expect(labelOf('WAITING_FOR_PARTS')).toBe('Waiting For Parts');
    for (const name of ['Waiting For Parts', 'waiting for parts', ' WAITING_FOR_PARTS ']) {
      expect(findStatus(WORKFLOW, name)).toBe('WAITING_FOR_PARTS');
    }
    expect(findStatus(WORKFLOW, 'Waiting')).toBeUndefined();
  });
});

describe('requestedStatus', () => {
  it.each<[RequestedStatus, string | undefined]>([
    [{}, undefined],
    [{ status: 'REPAIR' }, 'REPAIR'],
    [{ statusName: 'Repair' }, 'REPAIR'],
    [{ status: 'REPAIR', statusName: 'repair' }, 'REPAIR'],
  ])('reads %j as %s', (requested, status) => {
    expect(requestedStatus(WORKFLOW, requested)).toBe(status);
  });

  it.each<[RequestedStatus, RegExp]>([
    [{ status: 'OPEN' }, /status must be one of NEW, WAITING_FOR_PARTS, REPAIR, SHIPPED/],
    [{ status: 'repair' }, /status must be one of/],
    [{ statusName: 'Open' }, /status_name must be one of New, Waiting For Parts, Repair, Shipped/],
    [{ status: 'NEW', statusName: 'Repair' }, /status_name must be the name of the status NEW/],
  ])('refuses %j', (requested, message) => {
    expect(() => requestedStatus(WORKFLOW, requested)).toThrow(message);
  });
});
