/** What a provider answered to one message. Reasons hold no personal data: providers like to quote the address. */
export type Sent =
  | { readonly outcome: 'sent'; /** The provider's own id of it. */ readonly providerId?: string }
  | {
      readonly outcome: 'failed';
      readonly reason: string;
      /** Whether the same message may go through later by itself. */
      readonly retryable: boolean;
      readonly retryAfterMs?: number;
    };

export interface EmailMessage {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** What stays the same over all tries (letters, digits, `-`, `.`): becomes the Message-ID. */
  readonly reference: string;
  /** Messages of one conversation share it. */
  readonly threadReference?: string;
}

/** Sends e-mail. Never throws: what goes wrong is an outcome. */
export abstract class EmailTransport {
  abstract send(message: EmailMessage): Promise<Sent>;
}

interface PhoneMessage {
  /** E.164. */
  readonly to: string;
  /** Same over all tries. */
  readonly idempotencyKey: string;
  /** Where the provider tells what became of it. */
  readonly statusUrl: string | undefined;
}

export interface TextMessage extends PhoneMessage {
  readonly body: string;
}

export interface VoiceCall extends PhoneMessage {
  /** What is said and asked, as TwiML. */
  readonly twiml: string;
}

/** Texts and calls. Never throws: what goes wrong is an outcome. */
export abstract class PhoneTransport {
  abstract text(message: TextMessage): Promise<Sent>;
  abstract call(message: VoiceCall): Promise<Sent>;
}
