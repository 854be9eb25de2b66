import type { TestDatabase } from './database.js';

/** Time of last use of keys, the relay's lease and the audit of reads change by themselves or by reading. */
const ROWS: Readonly<Record<string, string>> = {
  api_keys: `select (to_jsonb(t) - 'last_used_at')::text from api_keys t`,
  application_keys: `select (to_jsonb(t) - 'last_used_at')::text from application_keys t`,
  audit: `select t::text from audit t
           where t.action not in ('personal_data.read', 'user.read', 'users.listed', 'users.searched')`,
};
const LEFT_OUT = new Set(['relay_lease']);

/** One hash for each table of the database, over all its rows: two equal answers mean that nothing was written between. */
export async function fingerprint(database: TestDatabase): Promise<Record<string, string>> {
  const tables = await database.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind = 'r' order by c.relname`,
  );
  const parts = tables
    .filter(({ name }) => !LEFT_OUT.has(name))
    .map(({ name }) => {
      const rows = ROWS[name] ?? `select t::text from ${name} t`;
      return `'${name}', (select md5(coalesce(string_agg(r.line, E'\\n' order by r.line), '')) from (${rows}) r (line))`;
    });
  const chunks = [parts.slice(0, 40), parts.slice(40)].filter((each) => each.length > 0);
  const rows = await Promise.all(
    chunks.map((chunk) =>
      database.query<{ all: Record<string, string> }>(`select jsonb_build_object(${chunk.join(',')}) as all`),
    ),
  );
  return Object.assign({}, ...rows.flat().map((row) => row.all)) as Record<string, string>;
}
