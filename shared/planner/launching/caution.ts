import type { FleetDefinition } from '../../domain/definition/schema.ts';
import type { BootOutcome, Slot } from '../../domain/slot/slot.ts';

const RETRY_AFTER_MS = 30 * 60_000;
/** Of a thousand boots a few always fail: of those of one version around the last failure it must be this share. */
const SUSPECT_SHARE = 0.05;
const AROUND_MS = 60 * 60_000;
/** One slot that fails again and again may have a fault of its own: each so many slots, another must fail too. */
const SLOTS_FOR_EACH = 20;

/** Boots fail one after the other: which template version is suspected, and what may be tried. */
export interface Caution {
  readonly failures: number;
  readonly suspectVersion: string;
  /** The newest version that became ready, if there is another. */
  readonly goodVersion: string | undefined;
  /** After a pause, one instance may show whether the fault is gone. */
  readonly mayTryOne: boolean;
}

export function cautionOf(
  { launch }: FleetDefinition,
  slots: readonly Slot[],
  nowMs: number,
): Caution | undefined {
  const boots = slots
    .map(({ lastBoot }) => lastBoot)
    .filter((boot): boot is BootOutcome => boot !== undefined)
    .toSorted((a, b) => b.atMs - a.atMs);
  const newestGood = boots.find(({ ready }) => ready);
  const failed = boots.filter((boot) => !boot.ready && boot.atMs > (newestGood?.atMs ?? 0));
  const failures = failed.reduce((sum, { failuresInARow }) => sum + failuresInARow, 0);
  const newest = failed[0];
  if (!newest || failures < launch.failuresBeforePause) return undefined;
  const others = Math.min(launch.failuresBeforePause, Math.ceil(slots.length / SLOTS_FOR_EACH));
  const around = boots.filter(
    ({ atMs, templateVersion }) =>
      templateVersion === newest.templateVersion && newest.atMs - atMs <= AROUND_MS,
  );
  if (failed.length < Math.max(others, around.length * SUSPECT_SHARE)) return undefined;
  const good = boots.find(
    ({ ready, templateVersion }) => ready && templateVersion !== newest.templateVersion,
  );
  return {
    failures,
    suspectVersion: newest.templateVersion,
    goodVersion: good?.templateVersion,
    mayTryOne: nowMs - newest.atMs >= RETRY_AFTER_MS,
  };
}

/** How many of `wanted` may be launched, and from which version of the template. */
export function versionToLaunch(
  caution: Caution | undefined,
  currentVersion: string,
  wanted: number,
): { readonly version: string; readonly count: number } {
  if (!caution || caution.suspectVersion !== currentVersion)
    return { version: currentVersion, count: wanted };
  if (caution.goodVersion) return { version: caution.goodVersion, count: wanted };
  return { version: currentVersion, count: caution.mayTryOne ? Math.min(1, wanted) : 0 };
}
