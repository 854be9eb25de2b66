export { AppDataSource, EngineDataSource } from './data-source.js';
export { DatabaseModule } from './database.module.js';
export { GroupCommit, type Outcome } from './group-commit.js';
export * from './migrations.js';
export type { Tx } from './tx.js';
export * from './unit-of-work.js';
