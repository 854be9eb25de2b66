import { Module } from '@nestjs/common';
import { EventsModule } from '../../capabilities/events/index.js';
import { CaseWriter } from './case.writer.js';
import { IdempotencyCleaner } from './idempotency-cleaner.js';
import { OccurrenceRecorder } from './occurrence-recorder.js';
import { Timeline } from './timeline.js';

/** The aggregate without its HTTP interface: what pages are made of. */
@Module({
  imports: [EventsModule],
  providers: [CaseWriter, OccurrenceRecorder, Timeline],
  exports: [CaseWriter, Timeline, EventsModule],
})
export class CasesCoreModule {}

/** Housekeeping of the aggregate; runs in the worker. */
@Module({ providers: [IdempotencyCleaner] })
export class CaseHousekeepingModule {}
