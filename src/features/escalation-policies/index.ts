export { EscalationPoliciesApiModule, EscalationPoliciesModule } from './escalation-policies.module.js';
export { EscalationPoliciesReader } from './escalation-policies.reader.js';
export {
  targetName,
  type Assignment,
  type PolicySnapshot,
  type StepSnapshot,
  type TargetSnapshot,
} from './policy-snapshot.js';
export { SNAPSHOT_OF_P } from './policy-snapshot.sql.js';
export { notifiable, stepOutcome, type Candidate, type StepOutcome, type TargetResponders } from './responders.js';
export { StepResponders, type WantedTarget } from './step-responders.js';
