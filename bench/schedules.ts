import type { ScheduleId, UserId } from '../src/kernel/index.js';
