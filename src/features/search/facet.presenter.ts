import { Injectable } from '@nestjs/common';
import { TeamsReader } from '../../capabilities/teams/index.js';
import type { Actor, OrgId, TeamId } from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import type { FacetResource } from './search.dto.js';
import type { FacetName, Facets } from './search-index.js';

/** What people call the team or project of a value. */
interface Label {
  readonly handle: string;
  readonly name: string;
}

/** Facets as the API shows them: teams and projects with what people call them, all else as it is filtered by. */
@Injectable()
export class FacetPresenter {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly teams: TeamsReader,
  ) {}

  async resources(actor: Actor, { values }: Facets): Promise<FacetResource[]> {
    const ids = (name: FacetName) => values.get(name)?.map(({ value }) => value) ?? [];
    const labels = await this.labels(actor.orgId, ids('team'), ids('project'));
    return [...values].map(([name, counted]) => ({
      id: name,
      type: 'facets',
      attributes: { values: counted.map(({ value, count }) => ({ value, count, ...labels.get(value) })) },
    }));
  }

  private async labels(orgId: OrgId, teams: string[], projects: string[]): Promise<ReadonlyMap<string, Label>> {
    if (teams.length + projects.length === 0) return new Map();
    return this.unitOfWork.read(orgId, async (tx) => {
      const named = await this.teams.list(tx, orgId, teams as TeamId[]);
      return new Map(
        [...named, ...(await listProjects(tx, orgId, projects))].map(({ id, handle, name }) => [id, { handle, name }]),
      );
    });
  }
}

/** A project's key is its handle. By projects_pk. */
async function listProjects(tx: Tx, orgId: OrgId, ids: readonly string[]): Promise<(Label & { id: string })[]> {
  if (ids.length === 0) return [];
  return tx.query<Label & { id: string }>(
    'select p.id, p.key as handle, p.name from projects p where p.org_id = $1 and p.id = any($2::uuid[])',
    [orgId, ids],
  );
}
