import { Module } from '@nestjs/common';
import { Authenticator } from './authenticator.js';
import { DemoSession } from './demo-session.js';
import { KeysRepository } from './keys.repository.js';

@Module({ providers: [Authenticator, DemoSession, KeysRepository], exports: [Authenticator, DemoSession] })
export class AuthModule {}
