import type { CloudAddress } from '../../domain/cloud.ts';
import type { FleetDefinition } from '../../domain/definition/schema.ts';
import { isOccupied, type Slot } from '../../domain/slot/slot.ts';
import type { PreflightCheck } from '../../domain/standing/standing.ts';
import type { Cloud } from '../../ports/cloud.ts';
import type { FleetState } from '../../ports/fleet-store.ts';
import type { Readiness, Subscription, Verdict } from '../../ports/readiness.ts';

/** A quota that SNS gives to everybody: some hundred texts, then silence. */
const SPEND_TOO_LOW_USD = 1;

interface Finding {
  /** Absent when all is well. */
  readonly wrong?: string;
  readonly whatToDo?: string;
  readonly says: string;
}

/** What the fleet itself needs: rights, template and image, addresses. */
export function checkFleet(
  definition: FleetDefinition,
  { slots }: FleetState,
  cloud: Cloud,
  readiness: Readiness,
): Promise<PreflightCheck[]> {
  const { fleet, instance } = definition;
  const type = instance.types[0]?.type ?? '';
  const some = slots.find(isOccupied);
  return Promise.all([
    check('launch rights', async () => rights('launch', await readiness.mayLaunch(fleet, type))),
    check('steering rights', async () =>
      some
        ? rights('steer', await readiness.maySteer(some.instance.id))
        : { says: 'no instance is there to try them on' },
    ),
    check('template', async () => {
      const version = await readiness.template(fleet);
      if (version) return { says: `launch template of version ${version}` };
      const wrong = `${fleet} has no launch template`;
      return { says: wrong, wrong, whatToDo: 'Deploy the stack again.' };
    }),
    check('image', async () => ofImage(await readiness.image(fleet))),
    check('addresses', async () => ofAddresses(definition, slots, await cloud.addresses(fleet))),
  ]);
}

/** What the account gives: subnets, quotas, the way to the people. */
export function checkAccount(
  { slots, instance }: FleetDefinition,
  readiness: Readiness,
): Promise<PreflightCheck[]> {
  const type = instance.types[0]?.type ?? '';
  return Promise.all([
    check('subnets', async () => {
      const subnets = await readiness.subnets();
      const free = subnets.reduce((sum, { freeAddresses }) => sum + freeAddresses, 0);
      const says = `${free} free addresses in ${subnets.length} subnets`;
      if (free >= slots) return { says };
      return {
        says,
        wrong: `${says}, ${slots} slots`,
        whatToDo: 'Add a subnet, or free addresses.',
      };
    }),
    check('vCPU quota', async () => {
      const { quota, perInstance } = await readiness.vcpus(type);
      const says = `${quota} vCPUs, ${slots} slots need ${slots * perInstance}`;
      if (quota >= slots * perInstance) return { says };
      return { says, wrong: says, whatToDo: 'Ask AWS for a higher quota (L-1216C47A).' };
    }),
    check('subscriptions', async () => ofSubscriptions(await readiness.subscriptions())),
    check('SMS', async () => {
      const hasSms = (await readiness.subscriptions()).some(({ protocol }) => protocol === 'sms');
      return hasSms ? ofSms(await readiness.sms()) : { says: 'nobody is told by SMS' };
    }),
  ]);
}

/** What cannot be read is unknown, and by itself no reason to wake anybody. */
async function check(name: string, look: () => Promise<Finding>): Promise<PreflightCheck> {
  try {
    const { wrong, whatToDo, says } = await look();
    if (wrong === undefined) return { check: name, result: 'ok', says };
    return { check: name, result: 'failed', says: wrong, ...(whatToDo && { whatToDo }) };
  } catch (error) {
    const says = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { check: name, result: 'unknown', says };
  }
}

function rights(what: string, verdict: Verdict): Finding {
  if (verdict.allowed) return { says: `may ${what}` };
  const wrong = `EC2 would refuse to ${what}: ${verdict.code}`;
  return {
    says: wrong,
    wrong,
    whatToDo: 'Look at the roles of the functions and at the template.',
  };
}

function ofImage({ id, state }: { readonly id: string; readonly state: string }): Finding {
  const says = `${id} is ${state}`;
  if (state === 'available') return { says };
  return { says, wrong: says, whatToDo: 'Point the launch template at an image that is there.' };
}

/** Each slot has its address, and none is held by an instance of another slot. */
function ofAddresses(
  { slots: count }: FleetDefinition,
  slots: readonly Slot[],
  addresses: readonly CloudAddress[],
): Finding {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const lacking = numbers.filter((number) => !addresses.some(({ slot }) => slot === number));
  const taken = addresses.filter(({ slot: number, binding }) => {
    const slot = slots.find((each) => each.number === number);
    return binding && slot && !(isOccupied(slot) && slot.instance.id === binding.instanceId);
  });
  const says = `${addresses.length} addresses for ${count} slots`;
  const faults = [
    ...lacking.map((number) => `slot ${number} has none`),
    ...taken.map(({ slot, binding }) => `that of slot ${slot} is held by ${binding?.instanceId}`),
  ];
  if (faults.length === 0) return { says };
  const wrong = `${says}: ${faults.join(', ')}`;
  return {
    says,
    wrong,
    whatToDo: 'Tag an Elastic IP for each slot; find out who holds the others.',
  };
}

function ofSubscriptions(subscriptions: readonly Subscription[]): Finding {
  const pending = subscriptions.filter(({ isConfirmed }) => !isConfirmed);
  const confirmed = subscriptions.length - pending.length;
  const says = `${confirmed} confirmed subscriptions to the operations topic`;
  if (confirmed === 0)
    return { says, wrong: 'nobody hears the operations topic', whatToDo: 'Subscribe somebody.' };
  if (pending.length === 0) return { says };
  const names = pending.map(({ endpoint }) => endpoint).join(', ');
  const whatToDo = 'Confirm from the e-mail; after two days it must be subscribed again.';
  return { says, wrong: `not yet confirmed: ${names}`, whatToDo };
}

function ofSms(sms: { readonly isInSandbox: boolean; readonly monthlySpendUsd: number }): Finding {
  const says = `SMS up to ${sms.monthlySpendUsd} USD a month`;
  if (sms.isInSandbox)
    return { says, wrong: 'SMS is in the sandbox', whatToDo: 'Ask AWS to leave the SMS sandbox.' };
  if (sms.monthlySpendUsd > SPEND_TOO_LOW_USD) return { says };
  return { says, wrong: `${says}, then silence`, whatToDo: 'Ask AWS for a higher SMS spend.' };
}
