export { Loop } from './loop.js';
export { Timers, type NewTimer, type TimerKind } from './timers.js';
export { TimersModule } from './timers.module.js';
export { WakeUp, type WakeUpTopic } from './wake-up.js';
