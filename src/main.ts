import 'reflect-metadata';
import { environment } from './platform/config/index.js';
import { run } from './roles/run.js';

await run(process.argv[2] ?? environment.ROLES ?? 'api');
