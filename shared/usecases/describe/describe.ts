import { iso } from '../../domain/time.ts';
import { type Fleets, fleetNamed } from '../fleets.ts';
import type { Ports } from '../reconcile/tick.ts';
import { stepsAhead } from './ahead.ts';
import { dayOf } from './day.ts';
import { type HistoryRange, historyOf, loadOf } from './history.ts';
import { statusOf } from './status.ts';

export type Question = { readonly fleet?: string | undefined } & (
  | { readonly show: 'status' | 'day' }
  | { readonly show: 'plan'; readonly hours: number; readonly fromMs?: number | undefined }
  | ({ readonly show: 'history' | 'load' } & HistoryRange)
  | { readonly show: 'preflight' | 'definition' }
);

export type View = Pick<Ports, 'clock' | 'store' | 'history' | 'heartbeats'>;

/** Answers from what is recorded; changes nothing. Times are ISO 8601. Throws `input-invalid`. */
export async function describe(fleets: Fleets, question: Question, ports: View): Promise<object> {
  const definition = fleetNamed(fleets, question.fleet);
  const { fleet, timeZone } = definition;
  const nowMs = ports.clock.now();
  switch (question.show) {
    case 'history':
      return { fleet, timeZone, ...(await historyOf(ports.history, fleet, question, nowMs)) };
    case 'load':
      return { fleet, timeZone, ...(await loadOf(ports.history, fleet, question, nowMs)) };
    case 'plan': {
      const { fromMs = nowMs, hours } = question;
      const toMs = fromMs + hours * 3_600_000;
      const state = await ports.store.read(fleet);
      const span = { nowMs, fromMs, toMs };
      const steps = await stepsAhead(definition, state, ports.history, span);
      return { fleet, timeZone, from: iso(fromMs), to: iso(toMs), steps };
    }
    case 'day':
      return { fleet, at: iso(nowMs), ...(await dayOf(definition, ports.history, nowMs)) };
    case 'preflight': {
      const { preflight } = (await ports.store.read(fleet)).standing;
      return { fleet, at: preflight && iso(preflight.atMs), checks: preflight?.checks ?? [] };
    }
    case 'definition':
      return { fleet, definition };
    case 'status':
      return statusOf(definition, ports, nowMs);
  }
}
