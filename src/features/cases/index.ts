export type { Case } from './case.js';
export { CaseResource, CaseUser } from './case-answers.dto.js';
export { CASE_FACT_FIELDS, documentOfCase, type CaseFacts } from './case-facts.js';
export { CaseMaintenance } from './case-maintenance.js';
export { CASE_FIELDS } from './case-fields.js';
export { CasePresenter } from './case.presenter.js';
export { CASE_COLUMNS, caseFromRow, type CaseRow } from './case.row.js';
export { CaseWriter } from './case.writer.js';
export { CasesApiModule } from './cases-api.module.js';
export { CaseHousekeepingModule, CasesCoreModule } from './cases-core.module.js';
export {
  PRIORITIES,
  type CaseTarget,
  type CreatedCase,
  type NewCase,
  type NewEscalation,
  type Priority,
} from './new-case.js';
export { Timeline, type NewTimelineEntry, type TimelineEntry } from './timeline.js';
export { roleOf, statusesOf, withStatuses, type StatusRole } from './workflow.js';
