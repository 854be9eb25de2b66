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
  private present: DemoKeys | undefined;

  get keys(): DemoKeys | undefined {
    return this.present;
  }

  open(keys: DemoKeys): void {
    this.present = { api_key: keys.api_key, application_key: keys.application_key };
  }
}
