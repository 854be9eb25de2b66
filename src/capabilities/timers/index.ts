export { Loop } from './loop.js';
export { Timers, type NewTimer, type TimerKind } from './timers.js';
export { TimersModule } from './timers.module.js';
export { WakeUp } from './wake-up.js';
