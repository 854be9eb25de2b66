export type { PolicySnapshot, StepSnapshot, TargetSnapshot } from './policy-snapshot.js';
