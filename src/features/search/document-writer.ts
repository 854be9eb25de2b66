import { Injectable, Logger } from '@nestjs/common';
import { EngineUnitOfWork, sqlState } from '../../platform/database/index.js';
import { Metrics } from '../../platform/metrics/index.js';
import { normalizeText } from '../../platform/query/index.js';
import { portions } from './document-portions.js';
import type { SearchDocument } from './search-document.js';
import { UPSERT_DOCUMENTS } from './upsert-documents.sql.js';

interface Row {
  readonly document: SearchDocument;
  readonly json: string;
}

/** Writes documents to `case_search` so that what is too heavy for the database holds up nothing else. */
@Injectable()
export class DocumentWriter {
  private readonly logger = new Logger(DocumentWriter.name);

  constructor(
    private readonly engine: EngineUnitOfWork,
    private readonly metrics: Metrics,
  ) {}

  /** A document that the database refuses even alone is written with the words of its title only, or left out. */
  async write(documents: readonly SearchDocument[]): Promise<void> {
    for (const portion of portions(documents.map(rowOf))) await this.writePortion(portion);
  }

  private async writePortion(rows: readonly Row[]): Promise<void> {
    try {
      await this.upsert(rows);
    } catch (error) {
      if (!isTooHeavy(error)) throw error;
      const [only, ...others] = rows;
      if (only === undefined) return;
      if (others.length === 0) return this.writeTitle(only.document, error);
      const half = Math.ceil(rows.length / 2);
      await this.writePortion(rows.slice(0, half));
      await this.writePortion(rows.slice(half));
    }
  }

  private async writeTitle(document: SearchDocument, refusal: unknown): Promise<void> {
    try {
      await this.upsert([rowOf({ ...document, text: normalizeText(document.title) })]);
      this.tell(document, refusal, 'title');
    } catch (error) {
      if (!isTooHeavy(error)) throw error;
      this.tell(document, error, 'nothing');
    }
  }

  private tell({ orgId, caseId }: SearchDocument, err: unknown, kept: 'title' | 'nothing'): void {
    this.metrics.searchDocumentsCut.inc({ kept });
    const msg = 'a case is too heavy for search; it is found by its title only, or not at all';
    this.logger.error({ err, orgId, caseId, kept, msg });
  }

  private async upsert(rows: readonly Row[]): Promise<void> {
    await this.engine.statement(UPSERT_DOCUMENTS, [`[${rows.map((row) => row.json).join(',')}]`]);
  }
}

/** SQLSTATE 57014, longer than a statement may take, and class 54, beyond a limit of PostgreSQL. */
function isTooHeavy(error: unknown): boolean {
  return /^(57014|54...)$/.test(sqlState(error) ?? '');
}

function rowOf(document: SearchDocument): Row {
  const columns = {
    org_id: document.orgId,
    case_id: document.caseId,
    version: document.version,
    status: document.status,
    priority: document.priority,
    urgency: document.urgency,
    project_id: document.projectId,
    team_id: document.teamId,
    escalation_policy_id: document.policyId,
    assignee_id: document.assigneeId,
    responder_ids: document.responderIds,
    services: document.services,
    tags: document.tags,
    title: document.title,
    key: document.key,
    is_shadow: document.isShadow,
    created_at: document.createdAt.toString(),
    modified_at: document.modifiedAt?.toString(),
    closed_at: document.closedAt?.toString(),
    search_text: document.text,
  };
  return { document, json: JSON.stringify(columns) };
}
