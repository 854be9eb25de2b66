import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import { environment, loadTenantConfig, ROLE_NAMES, TENANTS_FILE } from '../platform/config/index.js';
import { httpAdapter } from '../platform/http/index.js';
import { apiDocument } from './api-document.js';

/** `openapi`: prints the OpenAPI document of this process's tenant. Opens no port and no database. */
export async function openapiCommand(): Promise<void> {
  const config = loadTenantConfig(environment, TENANTS_FILE);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(config, new Set(ROLE_NAMES)),
    httpAdapter(config),
    { preview: true, abortOnError: false, logger: ['error'] },
  );
  process.stdout.write(JSON.stringify(apiDocument(app, config)));
}
