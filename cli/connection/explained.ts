import { CommandError, EXIT } from '../errors.ts';
import type { Connection } from './options.ts';

const SIGN_IN =
  'sign in (aws sso login), set AWS_PROFILE, or give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; for a replay on this machine say --local';

type Advice = (name: string, connection: Connection) => string;

/** What Lambda or the SDK says, by the error's name, and what to do about it. */
const ADVICE: Readonly<Record<string, Advice>> = {
  CredentialsProviderError: () => SIGN_IN,
  TokenProviderError: () => SIGN_IN,
  ExpiredTokenException: () => SIGN_IN,
  UnrecognizedClientException: () => SIGN_IN,
  InvalidSignatureException: () => SIGN_IN,
  AccessDeniedException: (name, { region }) =>
    `allow lambda:InvokeFunction on arn:aws:lambda:${region}:*:function:${name} to whoever asks`,
  ResourceNotFoundException: (_, { stage, region }) =>
    `is it deployed in ${region} as ${stage}? If not, say --region and --stage; npm run deploy -- --stage ${stage} deploys it`,
  TooManyRequestsException: () => 'ask again in a few seconds',
  TimeoutError: () => 'ask again: every order may be repeated, and is done once',
};

/** Of the network, by the code. */
const NETWORK = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET', 'EAI_AGAIN', 'ETIMEDOUT']);

/** An error of the SDK as one line that says what to do next. */
export function explained(error: unknown, name: string, connection: Connection): CommandError {
  const { name: kind, message, code = '' } = error as Error & { readonly code?: string };
  if (NETWORK.has(code)) return unreachable(code, connection);
  const next = ADVICE[kind]?.(name, connection);
  return new CommandError(EXIT.failed, `${name}: ${message || kind}`, next);
}

function unreachable(code: string, { isLocal, endpoint, region }: Connection): CommandError {
  const where = endpoint ?? `Lambda in ${region}`;
  const next = isLocal
    ? 'start a replay in another terminal, npm start -- --pace 60, and ask while it runs'
    : 'is the region right, and does this machine reach it?';
  return new CommandError(EXIT.failed, `${where} does not answer (${code})`, next);
}
