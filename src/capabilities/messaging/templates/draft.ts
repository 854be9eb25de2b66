/** A message in the forms that the ways need. */
export interface Words {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Of a text message: one piece. */
  readonly short: string;
  readonly speech: string;
}

/** A message before it takes its forms. */
export interface Draft {
  readonly subject: string;
  /** Sentences; each its own paragraph of an e-mail. */
  readonly sentences: readonly string[];
  readonly short: string;
  /** Where reading the sentences aloud does not do. */
  readonly speech?: string;
}
