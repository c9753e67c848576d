import type {
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { type Picked, pick, type Shape } from './pick.ts';

type Command = DescribeAddressesCommand | DescribeInstancesCommand;

interface Answer {
  readonly statusCode: number;
  body: AsyncIterable<Uint8Array> | Buffer;
}

const DONE = 200;

/**
 * Sends a command and reads only what is wanted of the answer. The SDK signs, repeats and tells errors
 * apart as ever; of an answer that is none it is given an empty one to read.
 */
export async function ask<const S extends Shape>(
  client: EC2Client,
  command: Command,
  root: string,
  shape: S,
): Promise<Picked<S>> {
  let picked: Picked<S> | undefined;
  // Alike for both, but for the types of what they ask and answer.
  const sent = command as DescribeAddressesCommand;
  sent.middlewareStack.add(
    (next) => async (request) => {
      const result = await next(request);
      const answer = result.response as Answer;
      if (answer.statusCode !== DONE) return result;
      picked = pick(await textOf(answer.body), root, shape);
      answer.body = Buffer.from(`<${root}></${root}>`);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'pick' },
  );
  await client.send(sent);
  if (picked === undefined) throw new Error(`reading ${root}: it never came`);
  return picked;
}

async function textOf(body: Answer['body']): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
