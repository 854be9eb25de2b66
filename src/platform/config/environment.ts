/** The process's environment: read here and nowhere else. */
export const environment: Readonly<Record<string, string | undefined>> = process.env;

/** `config/tenants.yaml` of this installation; same depth from `src/` and from `dist/`. */
export const TENANTS_FILE = new URL('../../../config/tenants.yaml', import.meta.url).pathname;
