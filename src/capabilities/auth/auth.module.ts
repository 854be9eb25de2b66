import { Module } from '@nestjs/common';
import { Authenticator } from './authenticator.js';
import { KeysRepository } from './keys.repository.js';

@Module({ providers: [Authenticator, KeysRepository], exports: [Authenticator] })
export class AuthModule {}
