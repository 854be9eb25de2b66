import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { stdTimeFunctions } from 'pino';
import type { TenantConfig } from '../config/index.js';

/** Whatever an object that is logged may hold of these, its value is not written. */
const REDACTED = [
  'password',
  'key',
  'secret',
  'email',
  'authorization',
  'req.headers',
  'headers.authorization',
  'headers["dd-api-key"]',
  'headers["dd-application-key"]',
  'err.parameters',
  'err.query',
  'err.driverError',
  'err.detail',
];

/** JSON lines on stdout. Every line carries the tenant; lines of a request carry its id, organization and trace. */
@Module({})
export class LoggingModule {
  static forRoot(config: TenantConfig): DynamicModule {
    return {
      module: LoggingModule,
      imports: [
        LoggerModule.forRoot({
          // Request lines are written by our own hook: the middleware costs more than the line (ADR 0005).
          forRoutes: [],
          pinoHttp: {
            level: config.logging.level,
            base: { tenant: config.name, pid: process.pid },
            redact: { paths: REDACTED, censor: '[redacted]' },
            autoLogging: false,
            quietReqLogger: true,
            formatters: { level: (label) => ({ level: label.toUpperCase() }) },
            timestamp: stdTimeFunctions.isoTime,
          },
        }),
      ],
    };
  }
}
