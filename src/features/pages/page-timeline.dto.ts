import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IntegerParameter, OneOf } from '../../platform/http/index.js';

export class ListTimelineQuery {
  @IntegerParameter(1, 1000, { optional: true, description: 'Entries in an answer; default 100' })
  'page[size]'?: number;

  @IntegerParameter(0, 1_000_000, { optional: true, description: 'Which answer, from 0; default 0' })
  'page[number]'?: number;

  @OneOf(['ASC', 'DESC'], { optional: true, description: 'ASC, the default: oldest first' })
  'sort[order]'?: 'ASC' | 'DESC';
}

class TimelineAuthor {
  @ApiProperty({ enum: ['USER', 'SYSTEM'] })
  type: 'USER' | 'SYSTEM';
  @ApiProperty({ description: 'User id, or the name of a part of the system' })
  id: string;
  @ApiPropertyOptional({ description: 'Absent for roles that may not read users' })
  name?: string;
}
class TimelineAttributes {
  @ApiProperty({ example: 'page.escalated' })
  type: string;
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  @ApiProperty({ type: TimelineAuthor })
  author: TimelineAuthor;
  @ApiProperty({
    description: 'The entry in plain words with its cause; people by name where the caller may see names',
  })
  text: string;
  @ApiPropertyOptional({ description: 'What a person wrote' })
  message?: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      'Facts of the entry: ids, steps, reasons. Of page.acknowledged and page.resolved, when a person did it, `via` says how: ' +
      'api, inbox (the inbox page), link (of an e-mail), sms (a reply to a text message) or voice (a key in a call)',
  })
  data: object;
}
export class TimelineResource {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['timeline_cell'] })
  type: 'timeline_cell';
  @ApiProperty({ type: TimelineAttributes })
  attributes: TimelineAttributes;
}
export class TimelineAnswer {
  @ApiProperty({ type: TimelineResource, isArray: true })
  data: TimelineResource[];
}
