import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Cycles } from './cycles.js';
import { Draining } from './draining.js';
import { HealthController } from './health.controller.js';

@Module({
  imports: [TerminusModule.forRoot({ gracefulShutdownTimeoutMs: 0, logger: false })],
  controllers: [HealthController],
  providers: [Cycles, Draining],
  exports: [Cycles, Draining],
})
export class HealthModule {}
