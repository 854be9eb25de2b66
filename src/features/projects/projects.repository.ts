import { Injectable } from '@nestjs/common';
import { ConflictError, NotFoundError, type OrgId, type ProjectId, type TeamId } from '../../kernel/index.js';
import { violatedConstraint, type Tx } from '../../platform/database/index.js';
import { PROJECTS_MAX, type Project } from './project.js';

interface Row {
  readonly id: ProjectId;
  readonly org_id: OrgId;
  readonly key: string;
  readonly name: string;
  readonly team_id: TeamId | null;
}

const COLUMNS = 'p.id, p.org_id, p.key, p.name, p.team_id';

@Injectable()
export class ProjectsRepository {
  /** Throws `ConflictError` when the organization has a project with this key. */
  async insert(tx: Tx, project: Project): Promise<void> {
    try {
      await tx.query(
        `insert into projects (org_id, id, key, name, team_id, last_case_number, created_at, modified_at)
         select $1, $2, $3, $4, $5, 0, clock.at, clock.at from (select clock_timestamp() as at) clock`,
        [project.orgId, project.id, project.key, project.name, project.teamId ?? null],
      );
    } catch (error) {
      if (violatedConstraint(error) !== 'projects_key_once') throw error;
      throw new ConflictError(`A project with the key ${project.key} already exists.`, 'project_key_taken');
    }
  }

  /** By projects_pk. */
  async get(tx: Tx, orgId: OrgId, id: ProjectId): Promise<Project> {
    const rows = await tx.query<Row>(`select ${COLUMNS} from projects p where p.org_id = $1 and p.id = $2`, [
      orgId,
      id,
    ]);
    const row = rows[0];
    if (row === undefined) throw new NotFoundError('project');
    return projectFromRow(row);
  }

  /** All of the organization, by projects_key_once. */
  async list(tx: Tx, orgId: OrgId): Promise<Project[]> {
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from projects p where p.org_id = $1 order by p.key limit ${PROJECTS_MAX}`,
      [orgId],
    );
    return rows.map(projectFromRow);
  }

  /**
   * How many the organization has. Creates wait here for each other until their transactions end, so that two of them
   * cannot both be the last one.
   */
  async countLocked(tx: Tx, orgId: OrgId): Promise<number> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`projects of ${orgId}`]);
    const rows = await tx.query<{ count: number }>('select count(*) as count from projects p where p.org_id = $1', [
      orgId,
    ]);
    return rows[0]?.count ?? 0;
  }
}

function projectFromRow(row: Row): Project {
  return {
    id: row.id,
    orgId: row.org_id,
    key: row.key,
    name: row.name,
    ...(row.team_id === null ? {} : { teamId: row.team_id }),
  };
}
