import type { OpenPage } from '../../local/replay/hand.ts';
import { actorOf } from '../actor.ts';
import { connect } from '../connection/functions.ts';
import { localConnection } from '../connection/options.ts';
import { openConsole } from './open-console.ts';

/** The console over a day that is replayed, with the hand on its clock. */
export const openLocalPage: OpenPage = async ({ endpoint, port, hand }) => {
  const functions = connect(localConnection(endpoint));
  const actor = actorOf(undefined, process.env);
  const openAt = (wanted: number) =>
    openConsole({ functions, fleet: undefined, actor, port: wanted, hand });
  // Its address is printed: another port than the next one is as good.
  return openAt(port).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') return openAt(0);
    throw error;
  });
};
