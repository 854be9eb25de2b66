/** Where the provider asks what to do next; whole URLs of this installation. */
export interface CallUrls {
  /** When who rings has picked up. */
  readonly ask: string;
  /** When they have pressed a key. */
  readonly answer: string;
  /** When ringing them is over, whatever came of it. */
  readonly dialed: string;
  /** When a message was left. */
  readonly recorded: string;
}

export interface RingOrder {
  /** E.164. */
  readonly to: string;
  /** Shown on the phone that rings: the team's number, so that the caller's is nobody's but ours. */
  readonly from: string;
  readonly ringSeconds: number;
  /** Said to the caller before the first phone rings. */
  readonly greeting?: string;
  readonly urls: Pick<CallUrls, 'ask' | 'dialed'>;
}

/** What a phone is told to do, in the markup of a provider. */
export abstract class CallMarkup {
  /** Rings one responder; their phone is asked before the two are connected. */
  abstract ring(order: RingOrder): string;
  /** Asks who picked up for the key that accepts the call; a phone that presses none is not connected. */
  abstract ask(sentence: string, answerUrl: string): string;
  /** Connects who accepted with the caller. */
  abstract connect(): string;
  /** Says the sentence and records what the caller says. */
  abstract record(sentence: string, recordedUrl: string): string;
  /** Ends the call, after the sentence where there is one. */
  abstract end(sentence?: string): string;
  /** Does not take the call. */
  abstract refuse(): string;
}
