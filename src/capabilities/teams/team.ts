import { invalidField, type TeamId, type UserId } from '../../kernel/index.js';

export interface Team {
  readonly id: TeamId;
  /** Once in the organization, as the name. */
  readonly handle: string;
  readonly name: string;
  /** Empty when nobody gave one. */
  readonly description: string;
  readonly avatar: string | null;
  readonly banner: number | null;
  readonly hiddenModules: readonly string[] | null;
  readonly visibleModules: readonly string[] | null;
  readonly userCount: number;
  readonly createdAt: Temporal.Instant;
  readonly modifiedAt: Temporal.Instant;
}

/** What a person writes of a team. */
export type TeamText = Pick<
  Team,
  'handle' | 'name' | 'description' | 'avatar' | 'banner' | 'hiddenModules' | 'visibleModules'
>;
export type TeamChanges = Partial<TeamText>;

export type MembershipRole = 'admin' | null;

export interface Membership {
  readonly teamId: TeamId;
  readonly userId: UserId;
  /** From 1 within the team. */
  readonly number: number;
  readonly role: MembershipRole;
}

const SUMMARY_CHARACTERS = 120;

/** The beginning of the description, as lists of teams show it. */
export function summaryOf(team: Team): string | null {
  if (team.description === '') return null;
  return Array.from(team.description).slice(0, SUMMARY_CHARACTERS).join('');
}

/** Throws `InvalidError` when the avatar is more than what a reader sees as one character. */
export function assertOneGrapheme(avatar: string | null | undefined): void {
  if (avatar === null || avatar === undefined) return;
  const graphemes = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(avatar)];
  if (graphemes.length !== 1) throw invalidField('/data/attributes/avatar', 'must be a single character');
}

const TEXT_FIELDS = [
  'handle',
  'name',
  'description',
  'avatar',
  'banner',
  'hiddenModules',
  'visibleModules',
] as const satisfies readonly (keyof TeamText)[];

/** Names of what differs, for the audit. */
export function changedFields(before: Team, after: Team): string[] {
  return TEXT_FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}
