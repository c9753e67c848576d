import { textIn } from '../../shared/adapters/files/text-in.ts';
import { writeWhole } from '../../shared/adapters/files/write-whole.ts';
import { readRoutingMessage, routingMessage } from '../../shared/domain/routing/message.ts';
import type { RoutingSnapshot } from '../../shared/domain/routing/snapshot.ts';

/** The newest snapshot that was taken in, kept on disk over restarts and the loss of AWS. */
export interface Kept {
  read(): RoutingSnapshot | undefined;
  write(snapshot: RoutingSnapshot): void;
}

/** What cannot be read, or is of another fleet, counts as nothing kept: the present routes are fetched anew. */
export function keptIn(file: string, fleet: string): Kept {
  return {
    read: () => {
      const snapshot = readRoutingMessage(textIn(file));
      return snapshot?.fleet === fleet ? snapshot : undefined;
    },
    write: (snapshot) => writeWhole(file, `${routingMessage(snapshot)}\n`),
  };
}
