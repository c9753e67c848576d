import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Override } from '../../../domain/standing/override.ts';
import type {
  Freeze,
  InstanceWarning,
  Preflight,
  Replacement,
  Standing,
} from '../../../domain/standing/standing.ts';
import type { AlarmState, Surge } from '../../../domain/standing/surge.ts';
import type { StandingStore } from '../../../ports/standing-store.ts';
import { expiry, KEY, PREFIX } from './keys.ts';
import type { Item } from './query.ts';
import { allUnder, bodyOf, type FleetTable, openFleetTable, WHERE_NOTHING_IS } from './table.ts';

const OVERRIDES_KEPT_DAYS = 7;
const WARNINGS_KEPT_DAYS = 30;

export function createStandingStore(client: DynamoDBDocumentClient, name: string): StandingStore {
  const table = openFleetTable(client, name);
  const put = async (fleet: string, sk: string, body: object) => {
    await table.put(fleet, sk, body);
  };
  return {
    placeOverride: (fleet, override, mayRenew) => placeOverride(table, fleet, override, mayRenew),
    cancelOverride: (fleet, id, by) =>
      table.update(fleet, KEY.override(id), 'SET cancelled = :by', {
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(cancelled)',
        ExpressionAttributeValues: { ':by': by },
      }),
    saveAlarm: (fleet, alarm) =>
      table.put(fleet, KEY.alarm(alarm.name), alarm, {
        ConditionExpression: 'attribute_not_exists(pk) OR atMs < :atMs',
        ExpressionAttributeValues: { ':atMs': alarm.atMs },
      }),
    saveSurge: (fleet, surge) => put(fleet, KEY.surge, surge),
    saveFreeze: (fleet, freeze) => put(fleet, KEY.freeze, freeze),
    saveReplacement: (fleet, replacement) => put(fleet, KEY.replacement, replacement),
    endReplacement: async (fleet, requestedAtMs, by) => {
      await table.update(fleet, KEY.replacement, 'SET ended = :by', {
        ConditionExpression: 'requestedAtMs = :requested AND attribute_not_exists(ended)',
        ExpressionAttributeValues: { ':by': by, ':requested': requestedAtMs },
      });
    },
    saveWarning: (fleet, warning, nowMs) => {
      const ttl = expiry(nowMs, WARNINGS_KEPT_DAYS);
      return put(fleet, KEY.warning(warning.instanceId), { ...warning, ttl });
    },
    savePreflight: (fleet, preflight) => put(fleet, KEY.preflight, preflight),
  };
}

async function placeOverride(
  table: FleetTable,
  fleet: string,
  override: Override,
  mayRenew: boolean,
): Promise<Override> {
  const sk = KEY.override(override.id);
  const body = { ...override, ttl: expiry(override.untilMs, OVERRIDES_KEPT_DAYS) };
  const ended = 'untilMs <= :now OR attribute_exists(cancelled)';
  const condition = mayRenew
    ? {
        ConditionExpression: `${WHERE_NOTHING_IS.ConditionExpression} OR ${ended}`,
        ExpressionAttributeValues: { ':now': override.fromMs },
      }
    : WHERE_NOTHING_IS;
  if (await table.put(fleet, sk, body, condition)) return override;
  const standing = (await table.get(fleet, sk)) as Override | undefined;
  return standing ?? override;
}

export function standingOf(items: readonly Item[]): Standing {
  const single = <T>(key: string): T | undefined => {
    const item = items.find(({ sk }) => sk === key);
    return item && (bodyOf(item) as T);
  };
  return {
    overrides: allUnder<Override>(items, PREFIX.override),
    alarms: allUnder<AlarmState>(items, PREFIX.alarm),
    warnings: allUnder<InstanceWarning>(items, PREFIX.warning),
    surge: single<Surge>(KEY.surge),
    freeze: single<Freeze>(KEY.freeze),
    replacement: single<Replacement>(KEY.replacement),
    preflight: single<Preflight>(KEY.preflight),
  };
}
