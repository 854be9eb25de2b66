import { Global, Module } from '@nestjs/common';
import { Timers } from './timers.js';
import { WakeUp } from './wake-up.js';

@Global()
@Module({ providers: [Timers, WakeUp], exports: [Timers, WakeUp] })
export class TimersModule {}
