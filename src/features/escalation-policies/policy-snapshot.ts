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

export interface StepSnapshot {
  readonly id: string;
  /** How long this step waits for an acknowledgement: 60 to 36,000. */
  readonly escalateAfterSeconds: number;
  readonly targets: readonly TargetSnapshot[];
}

export interface TargetSnapshot {
  readonly kind: 'user' | 'team';
  readonly id: string;
}
