import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { calendarText } from './calendar.js';
import { calendarDocument, CalendarDocument } from './calendars.dto.js';
import type { Calendar } from './calendars.service.js';

/** iCalendar, which calendar programs read; JSON for those who accept it and no calendar. */
export function calendarAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  calendar: Calendar,
): string | CalendarDocument {
  void reply.header('vary', 'accept');
  const accepted = request.headers.accept ?? '';
  if (/\bjson\b/i.test(accepted) && !/\btext\/calendar\b/i.test(accepted)) return calendarDocument(calendar);
  void reply.header('content-type', 'text/calendar; charset=utf-8');
  return calendarText(calendar.name, calendar.entries, calendar.at);
}

export function CalendarAnswer(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(CalendarDocument),
    ApiOkResponse({
      description: 'iCalendar (RFC 5545), or JSON when only that is accepted.',
      content: {
        'text/calendar': { schema: { type: 'string' } },
        'application/vnd.api+json': { schema: { $ref: getSchemaPath(CalendarDocument) } },
      },
    }),
  );
}
