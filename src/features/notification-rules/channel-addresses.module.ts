import { Global, Module } from '@nestjs/common';
import { Addresses } from '../../capabilities/messaging/index.js';
import { ChannelAddresses } from './channel-addresses.js';

/** Global, because messaging, which stands to the left, asks the port and knows nobody who fills it. */
@Global()
@Module({ providers: [{ provide: Addresses, useClass: ChannelAddresses }], exports: [Addresses] })
export class ChannelAddressesModule {}
