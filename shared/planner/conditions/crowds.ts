import type { Condition, Severity } from '../../domain/notice.ts';
import type { ConditionKey } from '../../domain/notice-kinds.ts';

/** Of one kind; their record is one item, which holds 400 KB. */
const EACH_MAX = 40;

const RANK: readonly Severity[] = ['info', 'warning', 'critical'];

/** As they are; of what befalls more slots at once than a person reads of, the rest is one condition. */
export function withoutCrowds(conditions: readonly Condition[]): Condition[] {
  const byKind = Map.groupBy(conditions, ({ key }) => key.split(':')[0]);
  return [...byKind.values()].flatMap((alike) => {
    const rest = alike.slice(EACH_MAX);
    return rest.length > 1 ? [...alike.slice(0, EACH_MAX), ...oneOf(rest)] : alike;
  });
}

function oneOf(rest: readonly Condition[]): Condition[] {
  const [first] = rest.toSorted((a, b) => RANK.indexOf(b.severity) - RANK.indexOf(a.severity));
  if (!first) return [];
  const { severity, says, whatToDo, endsAtOnce } = first;
  return [
    {
      key: `${first.key.split(':')[0]}:more` as ConditionKey,
      severity,
      says: `${rest.length} more: ${says}`,
      whatToDo,
      ...(endsAtOnce && { endsAtOnce }),
    },
  ];
}
