export { EscalationPoliciesApiModule, EscalationPoliciesModule } from './escalation-policies.module.js';
export { EscalationPoliciesReader } from './escalation-policies.reader.js';
export type { PolicySnapshot, StepSnapshot, TargetSnapshot } from './policy-snapshot.js';
export { SNAPSHOT_OF_P } from './policy-snapshot.sql.js';
