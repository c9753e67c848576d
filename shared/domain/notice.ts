import { clockFace } from './definition/calendar.ts';
import { type ConditionKey, tellingOf } from './notice-kinds.ts';
import type { SlotChange } from './slot/slot.ts';

export type Severity = 'info' | 'warning' | 'critical';

/** A message for people; one publish carries the e-mail and the SMS text. */
export interface Notice {
  /** Stable for one event, so that a reader can tell a repetition. */
  readonly id: string;
  readonly fleet: string;
  readonly severity: Severity;
  /** Below 100 characters, one line. */
  readonly subject: string;
  readonly text: string;
  /** One SMS: at most 160 characters of the GSM alphabet, with the event's own time. */
  readonly sms: string;
}

/** Something about the fleet as a whole that lasts: told when it starts and when it ends. */
export interface Condition {
  readonly key: ConditionKey;
  readonly severity: Severity;
  readonly says: string;
  /** One sentence or two more, for the e-mail. */
  readonly detail?: string;
  readonly whatToDo: string;
  /** How its end is told, where that is more than that it is over. */
  readonly over?: string;
  /** Grows as it gets worse without becoming another condition; told again when it does. */
  readonly stage?: number;
  /** It does not come and go by itself: its end is told without waiting whether it comes back. */
  readonly endsAtOnce?: boolean;
}

export function changeNotice(change: SlotChange, timeZone: string): Notice {
  const { fleet, slot, generation, version, atMs, kind, reason, onBehalfOf } = change;
  const { severity, whatToDo } = tellingOf(kind);
  const step = stepOf(change, 'is');
  return writeNotice({
    id: `${fleet}/${slot}/${generation}/${version}`,
    fleet,
    severity,
    atMs,
    timeZone,
    headline: `slot ${slot} ${step}`,
    lines: [
      `What: slot ${slot} (instance ${change.instanceId ?? 'none yet'}) ${step}.`,
      `Why: ${reason}.`,
      `On behalf of: ${onBehalfOf}.`,
      `What to do: ${whatToDo}`,
    ],
    brief: reason,
  });
}

/** What happened to a slot, or to several. */
export function stepOf({ kind, flag, from, to }: SlotChange, be: 'is' | 'are'): string {
  if (flag) return kind === 'flag-lowered' ? `${be} no longer ${flag}` : `${be} ${flag}`;
  switch (kind) {
    case 'held':
      return `${be} kept out of use`;
    case 'released':
      return 'may be used again';
    default:
      return `${from} -> ${to}`;
  }
}

export function conditionNotice(
  fleet: string,
  condition: Condition,
  phase: 'started' | 'ended',
  at: { readonly atMs: number; readonly timeZone: string },
): Notice {
  const isOver = phase === 'ended';
  const { key, severity, says, over = `over: ${says}`, detail, whatToDo } = condition;
  return writeNotice({
    id: `${fleet}/${key}/${phase}/${at.atMs}`,
    fleet,
    severity: isOver ? 'info' : severity,
    ...at,
    headline: isOver ? over : says,
    lines: [
      `What: ${isOver ? over : says}.`,
      ...(detail && !isOver ? [detail] : []),
      `What to do: ${isOver ? 'Nothing.' : whatToDo}`,
    ],
    brief: isOver ? 'nothing to do' : whatToDo,
  });
}

interface Draft {
  readonly id: string;
  readonly fleet: string;
  readonly severity: Severity;
  readonly atMs: number;
  readonly timeZone: string;
  readonly headline: string;
  readonly lines: readonly string[];
  readonly brief: string;
}

/** The subject, the e-mail and the SMS of one notice, within what each can carry. */
export function writeNotice(draft: Draft): Notice {
  const { id, fleet, severity, atMs, timeZone, headline, lines, brief } = draft;
  const utc = new Date(atMs).toISOString();
  const local = clockFace(timeZone, atMs);
  return {
    id,
    fleet,
    severity,
    subject: cut(plain(`${severity.toUpperCase()} ${fleet}: ${headline}`), 99),
    text: [`When: ${local} in ${timeZone} (${utc}).`, ...lines, `Reference: ${id}`].join('\n'),
    sms: cut(plain(`${fleet} ${utc.slice(0, 16)}Z ${headline}: ${brief}`), 160),
  };
}

/** Characters that the GSM alphabet and a one-line subject both have. */
function plain(text: string): string {
  return text
    .replaceAll('->', 'to')
    .replaceAll(/[‘’`]/g, "'")
    .replaceAll(/[^\x20-\x5a\x61-\x7a]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 3)}...`;
}
