import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { TenantConfig } from '../platform/config/index.js';

/** The OpenAPI document of the routes that this tenant serves. */
export function apiDocument(app: NestFastifyApplication, config: TenantConfig): OpenAPIObject {
  const frame = new DocumentBuilder()
    .setOpenAPIVersion('3.0.3')
    .setTitle(config.displayName)
    .setDescription('Cases and pages of an organization. Send both keys as headers, or the application key as Bearer.')
    .setVersion('1')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'DD-API-KEY' }, 'apiKeyAuth')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'DD-APPLICATION-KEY' }, 'appKeyAuth')
    .addSecurity('bearerAuth', { type: 'http', scheme: 'bearer', description: 'The application key alone' })
    .build();
  return SwaggerModule.createDocument(app, frame);
}
