import { Global, Module } from '@nestjs/common';
import { Timers } from './timers.js';
import { WakeUpBroadcast } from './wake-up.broadcast.js';
import { WakeUp } from './wake-up.js';

@Global()
@Module({ providers: [Timers, WakeUp, WakeUpBroadcast], exports: [Timers, WakeUp] })
export class TimersModule {}
