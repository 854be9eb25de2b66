import type { OrgId, TeamId } from '../../kernel/index.js';

/** What a request says of a number. */
export interface NumberDraft {
  /** E.164. */
  readonly number: string;
  readonly teamId: TeamId;
  /** Said to whoever calls; may be empty. */
  readonly greeting: string;
  /** How long each phone rings: 5 to 60. */
  readonly ringSeconds: number;
  readonly offersVoicemail: boolean;
}

/** A number that people call to reach a team. */
export interface LiveCallNumber extends NumberDraft {
  readonly id: string;
}

export interface NumberOfOrganization extends LiveCallNumber {
  readonly orgId: OrgId;
}

export const NUMBERS_MAX = 500;

/** What audit keeps. A number of a team is no personal data. */
export function auditFacts({ number, teamId, ringSeconds, offersVoicemail }: LiveCallNumber): object {
  return { number, team_id: teamId, ring_seconds: ringSeconds, voicemail: offersVoicemail };
}
