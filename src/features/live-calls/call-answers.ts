import { Injectable } from '@nestjs/common';
import { Addresses, providerPath } from '../../capabilities/messaging/index.js';
import { CallMarkup } from './call-markup.js';
import type { Received } from './incoming-calls.service.js';
import type { Instruction } from './live-call.js';
import type { StoredCall } from './live-calls.repository.js';
import { LiveCallsService, type Reported } from './live-calls.service.js';

const SENTENCES = {
  'taken down': 'Thank you. Your message was taken down. Goodbye.',
  sorry: 'Nobody can take your call now. The on-call team was alerted. Goodbye.',
  over: 'The call was taken, or the caller has hung up. Goodbye.',
  noted: 'Your call was noted, and the on-call team was alerted. Goodbye.',
  'too many': 'You have called several times, and the on-call team was alerted. Goodbye.',
} as const;
const LEAVE_MESSAGE = 'Nobody can take your call now. Please leave a message after the tone.';
const ASK = 'Somebody calls your on-call team. Press 1 to take the call. Press any other key to decline.';

/** What a phone is told, as markup of the provider. Phone numbers of people are looked up here and kept nowhere. */
@Injectable()
export class CallAnswers {
  constructor(
    private readonly markup: CallMarkup,
    private readonly addresses: Addresses,
    private readonly calls: LiveCallsService,
  ) {}

  async toIncoming(publicUrl: string, received: Received, requestId: string): Promise<string> {
    switch (received.outcome) {
      case 'unknown number':
        return this.markup.refuse();
      case 'too many':
      case 'noted':
        return this.markup.end(SENTENCES[received.outcome]);
      case 'taken':
        return this.toReport(publicUrl, received, requestId, received.greeting);
    }
  }

  /** A phone that was removed or switched off since the call came in is skipped as if nobody had picked up. */
  async toReport(publicUrl: string, reported: Reported, requestId: string, greeting?: string): Promise<string> {
    let { call, instruction } = reported;
    while (instruction.kind === 'ring') {
      const to = await this.phoneOf(call, instruction.turn);
      if (to !== undefined) return this.ring(publicUrl, call, instruction.turn, to, greeting);
      const { orgId, caseId, callId } = call;
      const event = {
        kind: 'dial ended',
        turn: instruction.turn,
        why: 'no_verified_phone',
        callerIsGone: false,
      } as const;
      ({ call, instruction } = await this.calls.report({ orgId, caseId, callId, event, requestId }));
    }
    return this.plain(publicUrl, call, instruction);
  }

  private plain(publicUrl: string, call: StoredCall, instruction: Exclude<Instruction, { kind: 'ring' }>): string {
    switch (instruction.kind) {
      case 'record':
        return this.markup.record(LEAVE_MESSAGE, urlOf(publicUrl, call, 'recorded'));
      case 'ask':
        return this.markup.ask(ASK, urlOf(publicUrl, call, 'answer', instruction.turn));
      case 'connect':
        return this.markup.connect();
      case 'end':
      case 'release':
        return this.markup.end(instruction.say && SENTENCES[instruction.say]);
    }
  }

  private ring(publicUrl: string, call: StoredCall, turn: number, to: string, greeting: string | undefined): string {
    return this.markup.ring({
      to,
      from: call.number,
      ringSeconds: call.ringSeconds,
      ...(greeting === undefined ? {} : { greeting }),
      urls: { ask: urlOf(publicUrl, call, 'ask', turn), dialed: urlOf(publicUrl, call, 'dialed', turn) },
    });
  }

  private async phoneOf({ orgId, state }: StoredCall, turn: number): Promise<string | undefined> {
    const ring = state.ring[turn];
    const found = ring && (await this.addresses.find({ orgId, ...ring }));
    return found?.kind === 'phone' && found.isActive ? found.address : undefined;
  }
}

function urlOf(publicUrl: string, { orgId, caseId }: StoredCall, verb: string, turn?: number): string {
  const segments = turn === undefined ? [verb] : [verb, String(turn)];
  return providerPath(publicUrl, 'phone', 'live-calls', orgId, caseId, ...segments);
}
