import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { IssuedKeysRepository } from './issued-keys.repository.js';
import { KeyOwnersRepository } from './key-owners.repository.js';
import { AuthModule } from './auth.module.js';
import { ApiKeysController, ApplicationKeysController } from './keys.controller.js';
import { KeysService } from './keys.service.js';
import { OwnKeysController } from './own-keys.controller.js';
import { ValidateController } from './validate.controller.js';

/** Management of keys over HTTP, for the role api; `AuthModule` alone only recognises them. */
@Module({
  imports: [AuditModule, AuthModule],
  controllers: [ApiKeysController, ApplicationKeysController, OwnKeysController, ValidateController],
  providers: [KeysService, IssuedKeysRepository, KeyOwnersRepository],
})
export class KeysApiModule {}
