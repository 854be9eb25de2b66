import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';

export interface DemoKeys {
  readonly api_key: string;
  readonly application_key: string;
}

/**
 * The demo's keys in clear, in the memory of the process that prepared the demo and nowhere else: the database holds
 * only their HMAC. Empty for ever where `demo.data` is off.
 */
@Injectable()
export class DemoSession {
  /**
   * What the address of the inbox carries that the terminal shows: the keys are for whoever reads that terminal, not
   * for every account of the machine. Good until the process ends; kept nowhere.
   */
  readonly token = randomBytes(32).toString('base64url');
  private present: DemoKeys | undefined;

  /** The keys, for who knows the token; undefined where there is no demo, too. */
  keysFor(token: string): DemoKeys | undefined {
    return timingSafeEqual(digest(token), digest(this.token)) ? this.present : undefined;
  }

  open(keys: DemoKeys): void {
    this.present = { api_key: keys.api_key, application_key: keys.application_key };
  }
}

/** Of one length, as the comparison needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
