import type { RoutingSnapshot } from '../../shared/domain/routing/snapshot.ts';

/** What is to become of a snapshot that came in. */
export type Verdict =
  | { readonly is: 'newer' }
  /** Late, doubled or out of order: nothing to do. */
  | { readonly is: 'known' }
  | { readonly is: 'refused'; readonly because: string };

/** Only a higher revision is applied, and an empty one only where it says that it is meant. */
export function judge(
  standing: Pick<RoutingSnapshot, 'revision'> | undefined,
  { fleet, revision, routes, empty }: RoutingSnapshot,
  followed: string,
): Verdict {
  if (fleet !== followed) return refused(`it is of fleet ${fleet}, and this follows ${followed}`);
  if (revision <= (standing?.revision ?? 0)) return { is: 'known' };
  if (routes.length === 0 && empty !== 'on purpose')
    return refused(`revision ${revision} has no route, and does not say that this is meant`);
  return { is: 'newer' };
}

function refused(because: string): Verdict {
  return { is: 'refused', because };
}
