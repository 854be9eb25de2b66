import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Readiness, ReadinessProblem } from './readiness.js';

const PROBLEMS: readonly ReadinessProblem[] = [
  'disabled',
  'no verified channel',
  'no notification rule',
  'only low urgency',
];

class ReadinessAttributes {
  @ApiProperty({ description: 'A rule for high urgency leads to an active channel' })
  ready: boolean;
  @ApiProperty({
    enum: PROBLEMS,
    isArray: true,
    description: 'Why not. Unless disabled, the person is notified over the default channels all the same',
  })
  problems: readonly ReadinessProblem[];
  @ApiPropertyOptional({ type: 'integer', description: 'When the first rule for high urgency notifies' })
  first_after_minutes?: number;
}
class ReadinessResource {
  @ApiProperty({ format: 'uuid', description: 'Of the person' })
  id: string;
  @ApiProperty({ enum: ['responder_readiness'] })
  type: 'responder_readiness';
  @ApiProperty({ type: ReadinessAttributes })
  attributes: ReadinessAttributes;
}
export class ReadinessDocument {
  @ApiProperty({ type: ReadinessResource })
  data: ReadinessResource;
}

export function readinessDocument({ userId, isReady, problems, firstAfterMinutes }: Readiness): ReadinessDocument {
  return {
    data: {
      id: userId,
      type: 'responder_readiness',
      attributes: {
        ready: isReady,
        problems,
        ...(firstAfterMinutes === undefined ? {} : { first_after_minutes: firstAfterMinutes }),
      },
    },
  };
}
