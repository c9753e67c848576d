import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Given } from '../command.ts';
import { CommandError, EXIT } from '../errors.ts';
import { explained } from './explained.ts';
import { type CONNECTION, type Connection, connectionOf } from './options.ts';

type FunctionName =
  | 'describeFleet'
  | 'emergencyScaleOut'
  | 'operateFleet'
  | 'preflightFleet'
  | 'serveRouting';

/** The deployed functions, as an operator calls them. */
export interface Functions {
  readonly connection: Connection;
  /** Throws CommandError: what was refused and why, or what kept it from being asked. */
  invoke<Answer>(name: FunctionName, event: object): Promise<Answer>;
  close(): void;
}

/** As long as a function may take, and a little more. */
const ANSWER_MS = 60_000;
const CONNECT_MS = 5_000;

/** Credentials are found the ordinary way: environment, profile, single sign-on, or the machine's role. */
export function connect(connection: Connection): Functions {
  const { stage, region, endpoint, isLocal } = connection;
  const client = new LambdaClient({
    region,
    ...(endpoint && { endpoint }),
    ...(isLocal && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: ANSWER_MS,
      throwOnRequestTimeout: true,
    },
  });
  return {
    connection,
    invoke: async <Answer>(name: FunctionName, event: object) => {
      const FunctionName = `asterfleet-${stage}-${name}`;
      const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) });
      const { Payload, FunctionError } = await client.send(command).catch((error: unknown) => {
        throw explained(error, FunctionName, connection);
      });
      const answer = JSON.parse(Payload?.transformToString() || 'null') as object | null;
      if (FunctionError) throw failureOf(FunctionName, answer);
      return accepted(answer) as Answer;
    },
    close: () => client.destroy(),
  };
}

/** Asks, and lets go of the connection whatever happens. */
export async function withFunctions<Result>(
  given: Pick<Given<typeof CONNECTION>, 'values' | 'terminal'>,
  use: (functions: Functions) => Promise<Result>,
): Promise<Result> {
  const functions = connect(connectionOf(given));
  try {
    return await use(functions);
  } finally {
    functions.close();
  }
}

/** Only what has a value: the functions take no others. */
export function eventOf(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function failureOf(name: string, answer: object | null): CommandError {
  const { errorType = 'Error', errorMessage = '' } = (answer ?? {}) as Record<string, string>;
  return new CommandError(
    EXIT.failed,
    `${name} failed: ${errorType}: ${errorMessage}`,
    `ask again (every order may be repeated); its log has the rest: aws logs tail /aws/lambda/${name} --since 10m`,
  );
}

function accepted(answer: object | null): object | null {
  const { refused, because } = (answer ?? {}) as Record<string, string>;
  if (refused === undefined) return answer;
  throw new CommandError(EXIT.refused, `refused (${refused}): ${because}`);
}
