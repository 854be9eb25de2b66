/** What a timeline entry holds, as it was stored: read with care, whoever wrote it. */
export type Facts = Readonly<Record<string, unknown>>;

export function said(data: Facts, key: string): string {
  const value = data[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'unknown';
}

export function textIn(data: Facts, key: string): string | undefined {
  const value = data[key];
  return typeof value === 'string' ? value : undefined;
}

export function factsIn(data: Facts, key: string): Facts | undefined {
  const value = data[key];
  return isFacts(value) ? value : undefined;
}

export function rowsOf(data: Facts, key: string): Facts[] {
  const value = data[key];
  return Array.isArray(value) ? value.filter(isFacts) : [];
}

export function idsIn(data: Facts, key: string): string[] {
  const value = data[key];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function isFacts(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
