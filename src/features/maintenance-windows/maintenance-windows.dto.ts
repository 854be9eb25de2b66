import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { documentOf, InstantField, instantOf, Text } from '../../platform/http/index.js';
import type { MaintenanceWindow, WindowDraft } from './maintenance-window.js';

const NAME = { max: 200, description: 'For people', example: 'Database migration' };
const QUERY = {
  min: 0,
  max: 4096,
  description:
    'Query language, over what a page or case is known by when it is made; empty matches everything. Pages: title, ' +
    'urgency, priority, team, service, tag, tags.<key>, source, deduplication_key, shadow, free text. Cases: title, status, priority, ' +
    'project, assignee, creator and free text',
  example: 'service:checkout',
};
const START = { description: 'From this moment on', example: '2030-01-01T00:00:00Z' };
const END = { description: 'Until just before this moment; after start_at', example: '2030-01-01T02:00:00Z' };

class CreateMaintenanceWindowAttributes {
  @Text(NAME)
  name: string;
  @Text(QUERY)
  query: string;
  @InstantField(START)
  start_at: string;
  @InstantField(END)
  end_at: string;
}
export class CreateMaintenanceWindowBody extends documentOf('maintenance_window', CreateMaintenanceWindowAttributes) {}

class UpdateMaintenanceWindowAttributes {
  @Text({ ...NAME, optional: true })
  name?: string;
  @Text({ ...QUERY, optional: true })
  query?: string;
  @InstantField({ ...START, optional: true })
  start_at?: string;
  @InstantField({ ...END, optional: true })
  end_at?: string;
}
export class UpdateMaintenanceWindowBody extends documentOf('maintenance_window', UpdateMaintenanceWindowAttributes, {
  attributesOptional: true,
}) {}

class MaintenanceWindowAttributes {
  @ApiProperty()
  name: string;
  @ApiProperty()
  query: string;
  @ApiProperty({ format: 'date-time' })
  start_at: string;
  @ApiProperty({ format: 'date-time' })
  end_at: string;
  @ApiProperty({ format: 'uuid' })
  created_by: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'Absent until the first change' })
  updated_by?: string;
}
class MaintenanceWindowResource {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['maintenance_window'] })
  type: 'maintenance_window';
  @ApiProperty({ type: MaintenanceWindowAttributes })
  attributes: MaintenanceWindowAttributes;
}
export class MaintenanceWindowAnswer {
  @ApiProperty({ type: MaintenanceWindowResource })
  data: MaintenanceWindowResource;
}
export class MaintenanceWindowsAnswer {
  @ApiProperty({ type: MaintenanceWindowResource, isArray: true })
  data: MaintenanceWindowResource[];
}

export function draftOf(body: CreateMaintenanceWindowBody): WindowDraft {
  const { name, query, start_at: start, end_at: end } = body.data.attributes;
  return { name, query, startsAt: instantOf(start), endsAt: instantOf(end) };
}

/** What the body names; all else stays. */
export function changesOf(body: UpdateMaintenanceWindowBody): Partial<WindowDraft> {
  const { attributes = {} } = body.data as Partial<UpdateMaintenanceWindowBody['data']>;
  const { name, query, start_at: start, end_at: end } = attributes;
  return {
    ...(name === undefined ? {} : { name }),
    ...(query === undefined ? {} : { query }),
    ...(start === undefined ? {} : { startsAt: instantOf(start) }),
    ...(end === undefined ? {} : { endsAt: instantOf(end) }),
  };
}

export function windowResource(window: MaintenanceWindow): MaintenanceWindowResource {
  const { id, name, query, startsAt, endsAt, createdBy, updatedBy } = window;
  return {
    id,
    type: 'maintenance_window',
    attributes: {
      name,
      query,
      start_at: startsAt.toString(),
      end_at: endsAt.toString(),
      created_by: createdBy,
      ...(updatedBy === undefined ? {} : { updated_by: updatedBy }),
    },
  };
}
