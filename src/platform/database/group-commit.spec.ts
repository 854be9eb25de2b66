import { describe, expect, it } from '@jest/globals';
import { UnavailableError } from '../../kernel/index.js';
import { GroupCommit } from './group-commit.js';

/** A committer whose first group waits until it is released. */
function held() {
  const groups: (readonly number[])[] = [];
  const gate = Promise.withResolvers<undefined>();
  const commit = async (items: readonly number[]) => {
    groups.push(items);
    await gate.promise;
    return items.map((result) => ({ ok: true, result }) as const);
  };
  return {
    groups,
    commit,
    release: () => {
      gate.resolve(undefined);
    },
  };
}

describe('GroupCommit', () => {
  it('bounds a group by weight, but takes one item at least', async () => {
    const { groups, commit, release } = held();
    const group = new GroupCommit<number, number>(commit, 10, { of: (item) => item, max: 10 });
    const answers = Promise.all([1, 6, 4, 3, 50, 2].map((item) => group.submit(item)));
    release();
    expect(await answers).toEqual([1, 6, 4, 3, 50, 2]);
    expect(groups).toEqual([[1], [6, 4], [3], [50], [2]]);
  });

  it('bounds a group by number', async () => {
    const { groups, commit, release } = held();
    const group = new GroupCommit<number, number>(commit, 2);
    const answers = Promise.all([1, 2, 3, 4].map((item) => group.submit(item)));
    release();
    await answers;
    expect(groups).toEqual([[1], [2, 3], [4]]);
  });

  it('refuses an item when 5,000 wait, and takes items again when they are committed', async () => {
    const { commit, release } = held();
    const group = new GroupCommit<number, number>(commit, 1_000);
    const waiting = Promise.all(Array.from({ length: 5_001 }, (_, index) => group.submit(index)));
    await expect(group.submit(9_999)).rejects.toBeInstanceOf(UnavailableError);
    release();
    await waiting;
    expect(await group.submit(1)).toBe(1);
  });
});
