import { Injectable } from '@nestjs/common';
import { wallClock } from '../../../kernel/index.js';
import { TenantConfig } from '../../../platform/config/index.js';
import { OutboundHttp } from '../../../platform/outbound/index.js';
import { EmailChannel } from './email.channel.js';
import { InboxChannel } from './inbox.channel.js';
import { LogChannel } from './log.channel.js';
import { NotificationChannel, type Delivery, type NotificationMessage } from './notification-channel.js';
import { SmsChannel } from './sms.channel.js';
import { VoiceChannel } from './voice.channel.js';
import { WebhookChannel } from './webhook.channel.js';

const PROVIDER_TIMEOUT_MS = 10_000;

/** The channels of this tenant, by name. */
@Injectable()
export class Channels {
  private readonly byName: ReadonlyMap<string, NotificationChannel>;

  constructor(
    config: TenantConfig,
    inbox: InboxChannel,
    log: LogChannel,
    email: EmailChannel,
    sms: SmsChannel,
    voice: VoiceChannel,
  ) {
    const channels: NotificationChannel[] = [inbox, log, email, sms, voice];
    const { webhook_url: url, webhook_secrets: secrets } = config.notifications;
    if (url !== undefined) {
      const allowedPrivateHosts = config.notifications.webhook_allowed_private_hosts;
      const settings = { url, secrets, allowedPrivateHosts, timeoutMs: PROVIDER_TIMEOUT_MS };
      channels.push(new WebhookChannel(new OutboundHttp(), settings, wallClock));
    }
    this.byName = new Map(channels.map((channel) => [channel.name, channel]));
  }

  /** Never throws: what goes wrong in a channel is a delivery that failed and may be tried again. */
  async send(name: string, message: NotificationMessage): Promise<Delivery> {
    const channel = this.byName.get(name);
    if (channel === undefined) {
      return { outcome: 'failed', reason: `the channel ${name} is not configured`, retryable: false };
    }
    try {
      return await channel.send(message);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown error';
      return { outcome: 'failed', reason: `${name}: ${reason}`, retryable: true };
    }
  }
}
