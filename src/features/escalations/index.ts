export { EscalationsApiModule, EscalationWorkerModule } from './escalations.module.js';
