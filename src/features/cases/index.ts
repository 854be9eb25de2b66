export { CaseWriter } from './case.writer.js';
export { CasesCoreModule } from './cases-core.module.js';
export { PRIORITIES, type CaseTarget, type CreatedCase, type NewCase, type Priority } from './new-case.js';
export { Timeline, type NewTimelineEntry, type TimelineEntry } from './timeline.js';
export { roleOf, statusesOf, type StatusRole } from './workflow.js';
