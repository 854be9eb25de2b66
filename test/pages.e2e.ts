import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';

describe('pages', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call' });
  });
  afterAll(() => harness.stop());

  it('pages a user who is the target', async () => {
    const created = await harness.request('POST', '/api/unstable/on-call/pages', {
      body: {
        data: {
          type: 'pages',
          attributes: {
            title: 'x',
            urgency: 'high',
            target: { type: 'user_id', identifier: harness.org.users.responder },
          },
        },
      },
    });
    expect(created).toMatchObject({ status: 200 });
    await harness.settle();
    const page = await harness.request('GET', `/api/unstable/on-call/pages/${created.body.data.id}`);
    console.log(JSON.stringify(page.body, null, 1));
    const timeline = await harness.request('GET', `/api/unstable/on-call/pages/${created.body.data.id}/timeline`);
    console.log(JSON.stringify(timeline.body, null, 1));
  });
});
