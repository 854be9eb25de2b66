import { ApiProperty } from '@nestjs/swagger';
import { invalidField, type TeamId } from '../../kernel/index.js';
import { documentOf, Flag, IntegerIn, Text, UuidField } from '../../platform/http/index.js';
import { phoneNumber } from '../notification-rules/index.js';
import type { LiveCallNumber, NumberDraft } from './live-call-number.js';

const TYPE = 'live_call_numbers';
const DEFAULT_RING_SECONDS = 25;
const NUMBER = { max: 30, description: 'As in E.164; of one team of one organization', example: '+14155550123' };
const TEAM = { description: 'Whose on-call people are rung' };
const GREETING = {
  min: 0,
  max: 500,
  description: 'Said to whoever calls',
  example: 'You have reached the on-call team.',
};
const RING = { description: `Seconds that each phone rings; default ${DEFAULT_RING_SECONDS}`, example: 25 };
const VOICEMAIL = { description: 'Whether the caller may leave a message when nobody takes the call; default true' };

class CreateLiveCallNumberAttributes {
  @Text(NUMBER)
  number: string;
  @UuidField(TEAM)
  team_id: string;
  @Text({ ...GREETING, optional: true })
  greeting?: string;
  @IntegerIn(5, 60, { ...RING, optional: true })
  ring_seconds?: number;
  @Flag({ ...VOICEMAIL, optional: true })
  voicemail?: boolean;
}
export class CreateLiveCallNumberBody extends documentOf(TYPE, CreateLiveCallNumberAttributes) {}

class UpdateLiveCallNumberAttributes {
  @Text({ ...NUMBER, optional: true })
  number?: string;
  @UuidField({ ...TEAM, optional: true })
  team_id?: string;
  @Text({ ...GREETING, optional: true })
  greeting?: string;
  @IntegerIn(5, 60, { ...RING, optional: true })
  ring_seconds?: number;
  @Flag({ ...VOICEMAIL, optional: true })
  voicemail?: boolean;
}
export class UpdateLiveCallNumberBody extends documentOf(TYPE, UpdateLiveCallNumberAttributes) {}

class LiveCallNumberAttributes {
  @ApiProperty({ description: 'E.164' })
  number: string;
  @ApiProperty({ format: 'uuid' })
  team_id: string;
  @ApiProperty()
  greeting: string;
  @ApiProperty({ type: 'integer' })
  ring_seconds: number;
  @ApiProperty()
  voicemail: boolean;
}
class LiveCallNumberResource {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: [TYPE] })
  type: typeof TYPE;
  @ApiProperty({ type: LiveCallNumberAttributes })
  attributes: LiveCallNumberAttributes;
}
export class LiveCallNumberAnswer {
  @ApiProperty({ type: LiveCallNumberResource })
  data: LiveCallNumberResource;
}
export class LiveCallNumbersAnswer {
  @ApiProperty({ type: LiveCallNumberResource, isArray: true })
  data: LiveCallNumberResource[];
}

/** Throws `InvalidError` for what is no phone number. */
export function draftOf({ data: { attributes } }: CreateLiveCallNumberBody): NumberDraft {
  const { number, team_id: teamId, greeting = '', ring_seconds: ringSeconds, voicemail = true } = attributes;
  return {
    number: e164(number),
    teamId: teamId as TeamId,
    greeting,
    ringSeconds: ringSeconds ?? DEFAULT_RING_SECONDS,
    offersVoicemail: voicemail,
  };
}

/** What the body names; all else stays. */
export function changesOf({ data: { attributes } }: UpdateLiveCallNumberBody): Partial<NumberDraft> {
  const { number, team_id: teamId, greeting, ring_seconds: ringSeconds, voicemail } = attributes;
  return {
    ...(number === undefined ? {} : { number: e164(number) }),
    ...(teamId === undefined ? {} : { teamId: teamId as TeamId }),
    ...(greeting === undefined ? {} : { greeting }),
    ...(ringSeconds === undefined ? {} : { ringSeconds }),
    ...(voicemail === undefined ? {} : { offersVoicemail: voicemail }),
  };
}

export function numberResource(each: LiveCallNumber): LiveCallNumberResource {
  const { id, number, teamId, greeting, ringSeconds, offersVoicemail } = each;
  return {
    id,
    type: TYPE,
    attributes: { number, team_id: teamId, greeting, ring_seconds: ringSeconds, voicemail: offersVoicemail },
  };
}

function e164(text: string): string {
  const found = phoneNumber(text);
  if (found === undefined) {
    throw invalidField('/data/attributes/number', 'must be a phone number with its country code, as in E.164');
  }
  return found.e164;
}
