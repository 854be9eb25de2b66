import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

/** True from SIGTERM on: readiness fails first, so that no new request comes while the running ones finish. */
@Injectable()
export class Draining implements BeforeApplicationShutdown {
  active = false;

  beforeApplicationShutdown(): void {
    this.active = true;
  }
}
