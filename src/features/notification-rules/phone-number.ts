import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

export interface PhoneNumber {
  /** E.164: `+17039389548`. */
  readonly e164: string;
  /** ISO 3166-1 alpha-2 in lower case; `zz` (CLDR: unknown region) for numbers of no country. */
  readonly region: string;
}

/**
 * The number that a text with a country code means, or undefined when it means none. Held to the general form of its
 * country, not to the finer ranges: those change, and a code proves the rest.
 */
export function phoneNumber(text: string): PhoneNumber | undefined {
  const parsed = parsePhoneNumberFromString(text, { extract: false });
  if (parsed?.isValid() !== true || parsed.ext !== undefined) return undefined;
  return { e164: parsed.number, region: parsed.country?.toLowerCase() ?? 'zz' };
}

/** For people: `+33 7 12 34 56 78`; numbers of North America with hyphens, as the contract's service shows them. */
export function formattedNumber(e164: string): string {
  const northAmerican = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164);
  if (northAmerican !== null) return `+1 ${northAmerican.slice(1).join('-')}`;
  return parsePhoneNumberFromString(e164)?.formatInternational() ?? e164;
}
