import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { IssuedKeysRepository } from './issued-keys.repository.js';
import { KeyOwnersRepository } from './key-owners.repository.js';
import { ApiKeysController, ApplicationKeysController } from './keys.controller.js';
import { KeysService } from './keys.service.js';
import { OwnKeysController } from './own-keys.controller.js';

/** Management of keys over HTTP, for the role api; `AuthModule` alone only recognises them. */
@Module({
  imports: [AuditModule],
  controllers: [ApiKeysController, ApplicationKeysController, OwnKeysController],
  providers: [KeysService, IssuedKeysRepository, KeyOwnersRepository],
})
export class KeysApiModule {}
