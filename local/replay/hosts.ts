import type { Ec2World } from '../cloud/ec2/ec2-world.ts';
import type { Hosts } from '../world/world.ts';
import type { Billed } from './summary.ts';

/** The local cloud's instances as hosts of the replayed world. */
export function hostsOn(ec2: Ec2World): Hosts {
  const { region, accountId } = ec2.options;
  return {
    onLaunch: (listener) =>
      ec2.launchListeners.push(({ id, launchedAtMs }) =>
        listener({ id, arn: `arn:aws:ec2:${region}:${accountId}:instance/${id}`, launchedAtMs }),
      ),
    onTerminating: (listener) => ec2.terminationListeners.push(({ id }) => listener(id)),
    tags: (id) => Object.fromEntries(ec2.metadataTags(id)),
    holderOf: (address) => ec2.holderOf(address),
    addressOf: (id) => ec2.addressOf(id),
    powerOff: (id, atMs) => ec2.powerOff(id, atMs),
  };
}

export function billedSpans({ instances }: Ec2World): Billed[] {
  return [...instances.values()].map(({ launchedAtMs, endedAtMs }) => ({
    fromMs: launchedAtMs,
    toMs: endedAtMs,
  }));
}
