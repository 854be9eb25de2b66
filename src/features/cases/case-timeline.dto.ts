import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

class CellAuthorContent {
  @ApiProperty({ format: 'uuid', description: 'As the public API names it' })
  ID: string;
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiPropertyOptional({ description: 'Absent for roles that may not read users' })
  email?: string;
  @ApiPropertyOptional({ description: 'Absent for roles that may not read users' })
  handle?: string;
  @ApiPropertyOptional({ description: 'Absent for roles that may not read users' })
  name?: string;
}
class CellAuthor {
  @ApiProperty({ enum: ['USER'] })
  type: 'USER';
  @ApiProperty({ type: CellAuthorContent })
  content: CellAuthorContent;
}
class CellContent {
  @ApiProperty({ description: 'The comment, or what happened as a sentence' })
  message: string;
}
class CaseCellAttributes {
  @ApiPropertyOptional({ enum: ['COMMENT'], description: 'Only of comments: the public API has no other type' })
  type?: 'COMMENT';
  @ApiProperty({ example: 'case.status_changed', description: 'What happened' })
  event: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Facts of the event: from, to, field' })
  data: object;
  @ApiPropertyOptional({ type: CellAuthor, description: 'Absent when the system did it' })
  author?: CellAuthor;
  @ApiProperty({ type: CellContent })
  cell_content: CellContent;
  @ApiProperty({ description: 'cell_content as JSON text' })
  content: string;
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  @ApiPropertyOptional({ format: 'date-time' })
  modified_at?: string;
}
export class CaseCell {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['timeline_cell'] })
  type: 'timeline_cell';
  @ApiProperty({ type: CaseCellAttributes })
  attributes: CaseCellAttributes;
}
export class CaseTimelineAnswer {
  @ApiProperty({ type: CaseCell, isArray: true })
  data: CaseCell[];
}
