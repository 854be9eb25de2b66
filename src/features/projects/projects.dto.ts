import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { documentOf, Text, TextList, UuidField } from '../../platform/http/index.js';
import { PROJECT_KEY, PROJECT_KEY_MAX, PROJECT_KEY_RULE, type Project } from './project.js';

class CreateProjectAttributes {
  @Text({ max: PROJECT_KEY_MAX, pattern: PROJECT_KEY, patternRule: PROJECT_KEY_RULE, example: 'SEC' })
  key: string;

  @Text({ max: 200, example: 'Security Investigation' })
  name: string;

  @UuidField({ optional: true, description: 'The team that the project is for' })
  team_uuid?: string;

  @TextList({ max: 100, length: 36, optional: true, description: 'This release knows no custom case type: 404' })
  enabled_custom_case_types?: string[];
}
export class CreateProjectBody extends documentOf('project', CreateProjectAttributes) {}

class ProjectNotification {
  @ApiProperty({ type: 'integer', isArray: true, description: '1: e-mail' })
  destinations: number[];
  @ApiProperty({ description: 'false: this release notifies nobody of cases' })
  enabled: boolean;
  @ApiProperty()
  notify_on_case_assignment: boolean;
  @ApiProperty()
  notify_on_case_closed: boolean;
  @ApiProperty()
  notify_on_case_comment: boolean;
  @ApiProperty()
  notify_on_case_comment_mention: boolean;
  @ApiProperty()
  notify_on_case_priority_change: boolean;
  @ApiProperty()
  notify_on_case_status_change: boolean;
  @ApiProperty()
  notify_on_case_unassignment: boolean;
}
class ProjectSettings {
  @ApiProperty({ type: ProjectNotification })
  notification: ProjectNotification;
}
class ProjectAttributes {
  @ApiProperty({ example: 'SEC' })
  key: string;
  @ApiProperty()
  name: string;
  @ApiProperty({ description: 'Always false: every role with cases_read sees every project' })
  restricted: boolean;
  @ApiProperty({ type: String, isArray: true })
  enabled_custom_case_types: string[];
  @ApiProperty({ type: ProjectSettings })
  settings: ProjectSettings;
}

class ProjectTeamLink {
  @ApiProperty({ format: 'uuid', description: 'Team id' })
  id: string;
  @ApiProperty({ enum: ['team_links'] })
  type: 'team_links';
}
class ProjectTeam {
  @ApiProperty({ type: ProjectTeamLink, isArray: true })
  data: ProjectTeamLink[];
}
class ProjectRelationships {
  @ApiPropertyOptional({ type: ProjectTeam, description: 'Absent when the project is for no team' })
  member_team?: ProjectTeam;
}

export class ProjectResource {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['project'] })
  type: 'project';
  @ApiProperty({ type: ProjectAttributes })
  attributes: ProjectAttributes;
  @ApiProperty({ type: ProjectRelationships })
  relationships: ProjectRelationships;
}
export class ProjectAnswer {
  @ApiProperty({ type: ProjectResource })
  data: ProjectResource;
}
export class ProjectsAnswer {
  @ApiProperty({ type: ProjectResource, isArray: true })
  data: ProjectResource[];
}

/** Nobody is notified of a case yet, and the settings say so in the form of the contract. */
const NOTIFICATION: ProjectNotification = {
  destinations: [1],
  enabled: false,
  notify_on_case_assignment: false,
  notify_on_case_closed: false,
  notify_on_case_comment: false,
  notify_on_case_comment_mention: false,
  notify_on_case_priority_change: false,
  notify_on_case_status_change: false,
  notify_on_case_unassignment: false,
};

export function projectResource({ id, key, name, teamId }: Project): ProjectResource {
  return {
    id,
    type: 'project',
    attributes: {
      key,
      name,
      restricted: false,
      enabled_custom_case_types: [],
      settings: { notification: NOTIFICATION },
    },
    relationships: teamId === undefined ? {} : { member_team: { data: [{ id: teamId, type: 'team_links' }] } },
  };
}
