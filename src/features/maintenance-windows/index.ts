export { HeldPages } from './held-pages.js';
export { MaintenanceWindows, type MatchingWindow, type WindowsInForce } from './maintenance-windows.js';
export {
  CaseMaintenanceModule,
  MaintenanceWindowsApiModule,
  MaintenanceWindowsModule,
} from './maintenance-windows.module.js';
export type { NewPageFacts } from './page-document.js';
