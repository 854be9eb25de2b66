import { acknowledgePage, getPage, listPages, listPageTimeline, resolvePage, triggerPage } from './generated/index.js';
import { createClient, createConfig } from './generated/client/index.js';

interface PageLife {
  readonly triggered: string;
  readonly listed: readonly string[];
  readonly statuses: readonly string[];
  readonly timeline: readonly string[];
  readonly missing: number;
}

/** What a customer would write with the SDK: every value below has the type that the OpenAPI document gives it. */
export async function livePage(facts: {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly applicationKey: string;
  readonly userId: string;
}): Promise<PageLife> {
  const client = createClient(
    createConfig({
      baseUrl: facts.baseUrl,
      auth: ({ name }) => ({ 'DD-API-KEY': facts.apiKey, 'DD-APPLICATION-KEY': facts.applicationKey })[name ?? ''],
    }),
  );
  const throwOnError = true as const;

  const { data: triggered } = await triggerPage({
    client,
    throwOnError,
    body: {
      data: {
        type: 'pages',
        attributes: {
          title: 'The database is slow',
          urgency: 'high',
          target: { type: 'user_id', identifier: facts.userId },
        },
      },
    },
  });
  const path = { page_id: triggered.data.id };
  const status = async () => (await getPage({ client, throwOnError, path })).data.data.attributes.status;

  const statuses = [await status()];
  const { data: list } = await listPages({ client, throwOnError });
  await acknowledgePage({ client, throwOnError, path });
  statuses.push(await status());
  await resolvePage({ client, throwOnError, path });
  statuses.push(await status());
  const { data: timeline } = await listPageTimeline({ client, throwOnError, path });

  const missing = await getPage({ client, path: { page_id: '00000000-0000-4000-8000-0000000000ff' } });
  return {
    triggered: triggered.data.id,
    listed: list.data.map((page) => page.id),
    statuses,
    timeline: timeline.data.map((entry) => entry.attributes.type),
    missing: missing.response?.status ?? 0,
  };
}
