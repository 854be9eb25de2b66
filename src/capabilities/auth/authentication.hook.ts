import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authenticator, Credentials } from './authenticator.js';

/**
 * Authenticates before the body is read, so that nobody unknown can make the server parse megabytes. Public routes
 * and unknown paths pass.
 */
export function registerAuthentication(fastify: FastifyInstance, authenticator: Authenticator): void {
  fastify.addHook('onRequest', async (request) => {
    if (request.is404 || request.routeOptions.config.public === true) return;
    const identity = await authenticator.authenticate(credentialsOf(request));
    request.rateKey = identity.keyId;
    request.actor = {
      kind: 'user',
      orgId: identity.orgId,
      userId: identity.userId,
      permissions: identity.permissions,
      requestId: request.id,
      via: request.headers['x-requested-with'] === 'inbox' ? 'inbox' : 'api',
    };
  });
}

function credentialsOf(request: FastifyRequest): Credentials {
  const { headers } = request;
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const apiKey = headers['dd-api-key'];
  const applicationKey = headers['dd-application-key'];
  return {
    ...(typeof apiKey === 'string' ? { apiKey } : {}),
    ...(typeof applicationKey === 'string' ? { applicationKey } : {}),
    ...(bearer === undefined ? {} : { bearer }),
  };
}
