/**
 * The copy of a policy that a running escalation keeps, so that later edits and deletions do not bend it (DESIGN §4.9).
 * JSON-serialisable: stored and read back as it is.
 */
export interface PolicySnapshot {
  readonly id: string;
  readonly name: string;
  /** How often the steps are run again after the first time: 0 to 10. */
  readonly retries: number;
  readonly resolvePageOnPolicyEnd: boolean;
  /** In order; 1 to 10. */
  readonly steps: readonly StepSnapshot[];
}

export const ASSIGNMENTS = ['default', 'round-robin'] as const;
/** `default` notifies everybody whom the step finds, `round-robin` one of them at a time. */
export type Assignment = (typeof ASSIGNMENTS)[number];

export interface StepSnapshot {
  readonly id: string;
  /** Absent in copies that were made before there was a choice: `default`. */
  readonly assignment?: Assignment;
  /** How long this step waits for an acknowledgement: 60 to 36,000. */
  readonly escalateAfterSeconds: number;
  readonly targets: readonly TargetSnapshot[];
}

export const SCHEDULE_POSITIONS = ['previous', 'current', 'next'] as const;
/** Whose turn of a schedule: that of now, the one before it or the one after it. */
export type TargetPosition = (typeof SCHEDULE_POSITIONS)[number];

export type TargetSnapshot =
  | { readonly kind: 'user' | 'team'; readonly id: string }
  | {
      readonly kind: 'schedule';
      readonly id: string;
      /** Absent when the request named none: the present turn. */
      readonly position?: TargetPosition;
    };

/** Names a target within a tenant: the key of what was resolved for it. */
export function targetName(orgId: string, target: TargetSnapshot): string {
  const name = `${orgId} ${target.kind} ${target.id}`;
  return target.kind === 'schedule' ? `${name} ${target.position ?? 'current'}` : name;
}
