import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AppDataSource, EngineDataSource } from '../database/index.js';
import { Public } from '../http/index.js';
import { Metrics } from './metrics.js';

interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly app: AppDataSource,
    private readonly engine: EngineDataSource,
  ) {}

  @Get()
  @Public('Prometheus scrapes it inside the cluster; it holds counts, no names and no ids')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  read(): Promise<string> {
    this.readPool('app', this.app);
    this.readPool('engine', this.engine);
    return this.metrics.scrape();
  }

  private readPool(name: string, dataSource: AppDataSource | EngineDataSource): void {
    const pool = (dataSource.driver as unknown as { master?: Pool }).master;
    if (pool === undefined) return;
    this.metrics.poolConnections.set({ pool: name, state: 'total' }, pool.totalCount);
    this.metrics.poolConnections.set({ pool: name, state: 'idle' }, pool.idleCount);
    this.metrics.poolConnections.set({ pool: name, state: 'waiting' }, pool.waitingCount);
  }
}
