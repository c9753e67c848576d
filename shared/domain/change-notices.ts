import { strict as assert } from 'node:assert';
import { changeNotice, type Notice, stepOf, writeNotice } from './notice.ts';
import { tellingOf } from './notice-kinds.ts';
import type { SlotChange } from './slot/slot.ts';

/** Of a fleet of at most so many slots a person looks at each. */
const SMALL_FLEET = 20;
const TOLD_ALONE = 3;
const LISTED_MAX = 40;
const REASONS_MAX = 3;

/** The notices of what changed; where the same happens to many slots of a large fleet at once it is one. */
export function changeNotices(
  changes: readonly SlotChange[],
  { timeZone, slots }: { readonly timeZone: string; readonly slots: number },
): Notice[] {
  if (slots <= SMALL_FLEET) return changes.map((change) => changeNotice(change, timeZone));
  const alike = Map.groupBy(changes, sameOf);
  return [...alike.values()].flatMap((crowd) =>
    crowd.length > TOLD_ALONE
      ? [crowdNotice(crowd, timeZone)]
      : crowd.map((change) => changeNotice(change, timeZone)),
  );
}

/** The same for those of a run that tells what an earlier one could not. */
function sameOf({ fleet, kind, flag, from, to, atMs }: SlotChange): string {
  return [fleet, kind, flag ?? `${from}-${to}`, atMs].join('/');
}

function crowdNotice(changes: readonly SlotChange[], timeZone: string): Notice {
  const [first] = changes;
  assert(first, 'telling a crowd: there is none');
  const { severity, whatToDo } = tellingOf(first.kind);
  const step = stepOf(first, 'are');
  const reasons = [...new Set(changes.map(({ reason }) => reason))];
  const numbers = changes.map(({ slot }) => String(slot));
  return writeNotice({
    id: sameOf(first),
    fleet: first.fleet,
    severity,
    atMs: first.atMs,
    timeZone,
    headline: `${changes.length} slots ${step}`,
    lines: [
      `What: slots ${listed(numbers, ', ', LISTED_MAX)} ${step}.`,
      `Why: ${listed(reasons, '; ', REASONS_MAX)}.`,
      `On behalf of: ${[...new Set(changes.map(({ onBehalfOf }) => onBehalfOf))].join(', ')}.`,
      `What to do: ${whatToDo}`,
    ],
    brief: reasons[0] ?? '',
  });
}

function listed(all: readonly string[], separator: string, most: number): string {
  const more = all.length - most;
  return `${all.slice(0, most).join(separator)}${more > 0 ? ` and ${more} more` : ''}`;
}
