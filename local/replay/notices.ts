import type { SnsTopics } from '../cloud/sns.ts';
import type { Window } from '../traffic/window.ts';
import type { EventRecord } from './record.ts';

/** What people were told, from the operations topic as it was published. */
export function noticesOf(topics: SnsTopics, topicArn: string, window: Window): EventRecord[] {
  return topics.published
    .filter((each) => each.topicArn === topicArn)
    .filter(({ atMs }) => atMs >= window.fromMs && atMs < window.toMs)
    .map(({ atMs, message, attributes }) => {
      const { email } = JSON.parse(message) as { readonly email: string };
      const lines = email
        .split('\n')
        .filter((line) => !/^(When|On behalf of|What to do|Reference): /.test(line));
      const severity = attributes['severity'] as EventRecord['severity'];
      const slot = Number(attributes['id']?.split('/')[1]);
      const text = lines.map((line) => line.replace(/^(What|Why): /, '')).join(' ');
      return { atMs, severity, text, ...(Number.isInteger(slot) && { slot }) };
    });
}
