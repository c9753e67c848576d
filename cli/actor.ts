import { userInfo } from 'node:os';

export const WHO = {
  actor: {
    type: 'string',
    value: 'NAME',
    says: 'who asks; in the history and in notices (ASTERFLEET_ACTOR, or the login name)',
  },
} as const;

/** Who asks, unless Lambda knows better. */
export function actorOf(given: string | undefined, environment: NodeJS.ProcessEnv): string {
  return given ?? environment['ASTERFLEET_ACTOR'] ?? userInfo().username;
}
