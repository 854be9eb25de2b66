import type { OrgId, ProjectId, TeamId } from '../../kernel/index.js';

export interface Project {
  readonly id: ProjectId;
  readonly orgId: OrgId;
  /** Before the dash of its cases' keys; never changes. */
  readonly key: string;
  readonly name: string;
  readonly teamId?: TeamId;
}

export const PROJECT_KEY_MAX = 32;
/** CASE is taken by the public API, PAGE by the keys of pages. */
export const PROJECT_KEY = /^(?!(?:CASE|PAGE)$)[A-Z0-9]+$/;
export const PROJECT_KEY_RULE = 'must be upper-case letters and digits, and neither CASE nor PAGE';

/** The list of projects is not paged, so that it must have an end. */
export const PROJECTS_MAX = 1000;
