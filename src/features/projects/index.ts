export { ProjectsApiModule } from './projects.module.js';
