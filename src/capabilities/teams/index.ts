export { type Team } from './team.js';
export { TeamsApiModule, TeamsModule } from './teams.module.js';
export { TeamsReader } from './teams.reader.js';
