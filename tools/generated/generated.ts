/** One file that is made from others and committed: its path from the root of the checkout, and its text. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** The checkout. */
export const ROOT = new URL('../../', import.meta.url).pathname;
