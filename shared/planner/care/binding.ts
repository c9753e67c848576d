import { type CloudAddress, isDead } from '../../domain/cloud.ts';
import type { Condition } from '../../domain/notice.ts';
import type { OccupiedSlot, Slot, VacantSlot } from '../../domain/slot/slot.ts';
import type { Situation } from '../situation.ts';
import { act, type Care, change, keep, report } from './care.ts';

export type Binding =
  | { readonly is: 'bound'; readonly address: CloudAddress }
  | { readonly is: 'unbound'; readonly care: Care };

/**
 * Whether the slot's address is read back as bound to its instance, and otherwise what to do. An
 * address is never taken from a live instance, nor given to one that holds another.
 */
export function bindingOf(situation: Situation, slot: OccupiedSlot): Binding {
  if (!situation.observed.addresses.known) return { is: 'unbound', care: keep(slot) };
  const address = situation.addressOf(slot.number);
  if (!address) return { is: 'unbound', care: report(slot, missing(slot)) };
  if (address.binding?.instanceId === slot.instance.id) return { is: 'bound', address };
  if (address.binding) return { is: 'unbound', care: heldElsewhere(situation, slot, address) };
  const other = situation.addressBoundTo(slot.instance.id);
  if (other) return { is: 'unbound', care: report(slot, holdsAnother(slot, other)) };
  const reason = `slot ${slot.number} is the place of ${address.ip}`;
  return { is: 'unbound', care: act(slot, { kind: 'bind-address', slot, address, reason }) };
}

/**
 * An instance of an order that was given up is taken in after all. A vacant slot whose address is not
 * there to be had is told, and not launched into.
 */
export function careForVacant(situation: Situation, slot: VacantSlot): Care {
  const left = situation.leftBehind(slot);
  if (left) {
    const { id, arn, launchedAtMs } = left.instance;
    const instance = { id, arn, launchedAtMs, placement: left.order.placement };
    const reason = `EC2 shows ${id} of an order that was given up`;
    return change(situation, slot, { kind: 'launched', instance }, reason);
  }
  if (!situation.observed.addresses.known) return keep(slot);
  const address = situation.addressOf(slot.number);
  if (!address) return report(slot, missing(slot));
  return address.binding ? heldElsewhere(situation, slot, address) : keep(slot);
}

export function hasFreeAddress(situation: Situation, { number }: VacantSlot): boolean {
  if (!situation.observed.addresses.known) return true;
  const address = situation.addressOf(number);
  return address !== undefined && address.binding === undefined;
}

function heldElsewhere(situation: Situation, slot: Slot, address: CloudAddress): Care {
  const { binding } = address;
  const holder = binding && situation.instanceById(binding.instanceId);
  if (!binding || !holder || !isDead(holder)) return report(slot, conflict(slot, address));
  const { associationId } = binding;
  const reason = `${holder.id} is ${holder.state}`;
  return act(slot, { kind: 'unbind-address', slot: slot.number, associationId, reason });
}

function missing({ number }: Slot): Condition {
  return {
    key: `address-missing:${number}`,
    severity: 'critical',
    says: `slot ${number} has no Elastic IP`,
    whatToDo: 'Tag an Elastic IP with this fleet and slot; until then the slot cannot serve.',
  };
}

function conflict({ number }: Slot, { ip, binding }: CloudAddress): Condition {
  return {
    key: `address-conflict:${number}`,
    severity: 'critical',
    says: `the address of slot ${number}, ${ip}, is held by ${binding?.instanceId}`,
    whatToDo: 'Find out who bound it. Nothing is taken from an instance that may carry calls.',
  };
}

function holdsAnother({ number, instance }: OccupiedSlot, { ip }: CloudAddress): Condition {
  return {
    key: `address-conflict:${number}`,
    severity: 'critical',
    says: `${instance.id} of slot ${number} holds ${ip}, the address of another slot`,
    whatToDo: 'Disassociate it by hand once the instance carries no calls.',
  };
}
