import type { Destination } from '../../shared/softswitch/kamailio.ts';
import { KamailioError, type KamailioRpc } from './kamailio-rpc.ts';

/** A destination as Kamailio has it in memory. */
export interface Loaded extends Destination {
  /** `A`, `I`, `T` or `D`: active, inactive, trying, disabled; then `P` or `X`: probed or not. */
  readonly flags: string;
}

interface Listing {
  readonly RECORDS?: readonly {
    readonly SET: {
      readonly ID: number;
      readonly TARGETS: readonly {
        readonly DEST: {
          readonly URI: string;
          readonly FLAGS: string;
          readonly ATTRS?: { readonly BODY?: string | null };
        };
      }[];
    };
  }[];
}

/** The destinations of the sets from `first` to `last`. Source: Kamailio 5.6, `dispatcher.list`. */
export async function loadedSets(rpc: KamailioRpc, first: number, last: number): Promise<Loaded[]> {
  const { RECORDS = [] } = await listing(rpc);
  return RECORDS.filter(({ SET }) => SET.ID >= first && SET.ID <= last).flatMap(({ SET }) =>
    SET.TARGETS.map(({ DEST }) => ({
      set: SET.ID,
      uri: DEST.URI,
      attributes: DEST.ATTRS?.BODY ?? '',
      flags: DEST.FLAGS,
    })),
  );
}

async function listing(rpc: KamailioRpc): Promise<Listing> {
  try {
    return (await rpc('dispatcher.list')) as Listing;
  } catch (error) {
    // It has no other way of saying that the list is empty.
    if (error instanceof KamailioError && /no destination sets/i.test(error.message)) return {};
    throw error;
  }
}
