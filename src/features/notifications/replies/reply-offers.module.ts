import { Module } from '@nestjs/common';
import { ReplyOffersRepository } from './reply-offers.repository.js';

/** What people may answer by phone: offered by the sender, taken by the feature `replies`. */
@Module({ providers: [ReplyOffersRepository], exports: [ReplyOffersRepository] })
export class ReplyOffersModule {}
