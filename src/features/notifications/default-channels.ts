import type { TenantConfig } from '../../platform/config/index.js';

/** Channels that reach nobody who does not look. */
const SILENT: readonly string[] = ['inbox', 'log'];

/**
 * The channels of a person without a rule, in order: those of the settings, and where a mail server is configured the
 * person's account e-mail before those that reach nobody who does not look.
 */
export function defaultChannels({
  notifications: { channels },
  email,
}: Pick<TenantConfig, 'notifications' | 'email'>): readonly string[] {
  const named: readonly string[] = channels;
  if (email === undefined || named.includes('email')) return named;
  const at = named.findIndex((channel) => SILENT.includes(channel));
  return at < 0 ? [...named, 'email'] : named.toSpliced(at, 0, 'email');
}
