import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, type HealthCheckResult, HealthIndicatorService } from '@nestjs/terminus';
import { TenantConfig } from '../config/index.js';
import { AppDataSource, EngineDataSource } from '../database/index.js';
import { Public } from '../http/index.js';
import { Cycles } from './cycles.js';
import { Draining } from './draining.js';

/** A loop comes round several times a second; one that has not for so long stands still. */
const STANDS_STILL_SECONDS = 60;

@ApiTags('Health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    private readonly config: TenantConfig,
    private readonly app: AppDataSource,
    private readonly engine: EngineDataSource,
    private readonly draining: Draining,
    private readonly cycles: Cycles,
  ) {}

  @Get('live')
  @Public('the kubelet has no key; it tells only that the process answers')
  @ApiOperation({ operationId: 'GetLiveness', summary: 'Whether the process answers; looks at no dependency' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Public('the kubelet has no key; it tells only whether the process takes requests')
  @ApiOperation({ operationId: 'GetReadiness', summary: 'Whether the process takes requests: PostgreSQL and draining' })
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.notDraining(), () => this.database('app', this.app)]);
  }

  @Get()
  @Public('operators and load balancers have no key; it names the tenant and the state of each dependency')
  @ApiOperation({ operationId: 'GetHealth', summary: 'State of each dependency' })
  @HealthCheck()
  details(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.notDraining(),
      () => this.database('app', this.app),
      () => this.database('engine', this.engine),
      () => this.indicator.check('tenant').up({ name: this.config.name }),
      ...this.loops().map((loop) => () => this.loop(loop)),
    ]);
  }

  /** Those that have come round in this process; a process that only serves requests has none. */
  private loops(): readonly string[] {
    return this.cycles.names();
  }

  private loop(name: string) {
    const check = this.indicator.check(name);
    const seconds = Math.round((this.cycles.ageSeconds(name) ?? 0) * 10) / 10;
    const facts = { seconds_since_last_cycle: seconds };
    return seconds > STANDS_STILL_SECONDS ? check.down(facts) : check.up(facts);
  }

  private notDraining() {
    const check = this.indicator.check('draining');
    return this.draining.active ? check.down() : check.up();
  }

  private async database(name: string, dataSource: AppDataSource | EngineDataSource) {
    const check = this.indicator.check(`database_${name}`);
    try {
      await dataSource.query('select 1');
      return check.up();
    } catch {
      return check.down({ message: 'PostgreSQL does not answer' });
    }
  }
}
