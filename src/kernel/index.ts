export * from './actor.js';
export * from './clock/clock.js';
export * from './errors.js';
export * from './ids.js';
export * from './pagination.js';
