import { LOCAL_PORT } from '../../local/port.ts';
import type { Given } from '../command.ts';
import { notUnderstood } from '../errors.ts';

/** Of every command that asks a fleet. */
export const CONNECTION = {
  fleet: { type: 'string', value: 'NAME', says: 'the fleet; may be left out where there is one' },
  stage: {
    type: 'string',
    value: 'NAME',
    says: 'the deployment (ASTERFLEET_STAGE, or prod)',
  },
  region: {
    type: 'string',
    value: 'NAME',
    says: 'of the deployment (AWS_REGION)',
  },
  local: {
    type: 'boolean',
    says: 'a replay that runs on this machine: npm start -- --pace 60',
  },
  endpoint: { type: 'string', value: 'URL', says: 'another address of Lambda' },
  json: { type: 'boolean', says: 'one JSON document, as the function answers it' },
} as const;

export interface Connection {
  readonly stage: string;
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly isLocal: boolean;
}

const LOCAL_STAGE = 'local';
const LOCAL_REGION = 'us-east-1';

/** Where the functions are. Throws CommandError. */
export function connectionOf({
  values,
  terminal: { environment },
}: Pick<Given<typeof CONNECTION>, 'values' | 'terminal'>): Connection {
  const { stage, region, endpoint, local: isLocal = false } = values;
  if (isLocal) {
    const local = endpoint ?? `http://127.0.0.1:${LOCAL_PORT}`;
    return { ...localConnection(urlOf(local)), ...(stage && { stage }) };
  }
  const known = region ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
  if (!known)
    throw notUnderstood(
      '--region: missing, and AWS_REGION is not set',
      'say --region us-east-1, or --local for a replay on this machine',
    );
  return {
    stage: stage ?? environment['ASTERFLEET_STAGE'] ?? 'prod',
    region: known,
    endpoint: endpoint && urlOf(endpoint),
    isLocal,
  };
}

/** The functions of a day that is replayed, at that address. */
export function localConnection(endpoint: string): Connection {
  return { stage: LOCAL_STAGE, region: LOCAL_REGION, endpoint, isLocal: true };
}

function urlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return text;
  throw notUnderstood(`--endpoint: expected a URL, found ${text}`);
}
