import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { TABLE } from '../../cli/table.ts';
import { type Notice, writeNotice } from '../../shared/domain/notice.ts';
import { type NoticeBudget, ration } from '../../shared/domain/notice-budget.ts';
import { CHANGE_KINDS, CONDITION_KINDS } from '../../shared/domain/notice-kinds.ts';
import type { Flag } from '../../shared/domain/slot/slot.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const book = read('docs/runbook.md');
const HEADS = ['What it means.', 'Look at.', 'Do.', 'Over when'];
const FLAGS: Readonly<Record<Flag, true>> = { silent: true, unhealthy: true, overdue: true };

interface Page {
  readonly title: string;
  readonly kinds: readonly string[];
  readonly text: string;
}

const pages = book
  .split(/^### /m)
  .slice(1)
  .map((section): Page => {
    const [title = '', first = '', ...rest] = (section.split(/^## /m)[0] ?? '').split('\n');
    const [names = ''] = first.split(' · ');
    const alarms = [...first.matchAll(/`…-([a-z-]+)`/g)].map(([, name]) => name ?? '');
    const named = [...names.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name ?? '');
    return { title, kinds: [...new Set([...named, ...alarms])], text: rest.join('\n') };
  });

/** A change of a flag is known to people by the flag. */
const changes = Object.entries(CHANGE_KINDS)
  .filter(([kind, { isQuiet }]) => !isQuiet && !kind.startsWith('flag-'))
  .map(([kind]) => kind);

/** What an hour's limit itself tells, by the references of its notices. */
function ofTheLimit(): string[] {
  const where = { fleet: 'f', timeZone: 'UTC', perHour: 4 };
  const one = (index: number): Notice =>
    writeNotice({
      ...where,
      ...{ id: `${index}`, severity: 'info', atMs: 0, headline: 'x', lines: [], brief: 'x' },
    });
  const many = Array.from({ length: 9 }, (_, index) => one(index));
  const first = ration(undefined, many, where, 0);
  const later = ration(first.budget as NoticeBudget, [], where, 3_600_001);
  const ids = [...first.tell, ...later.tell].map(({ id }) => id.split('/'));
  return ids.flatMap(([, kind]) => kind ?? []);
}

/** Those of CloudWatch's alarms that a person is told: by their names, as the templates make them. */
function ofCloudWatch(): string[] {
  const ofAll = [...read('resources/alarms.yml').matchAll(/AlarmName: .*?stage\}-([a-z-]+)$/gm)];
  const ofFleets = /const ALARMS = \{([^}]*)\}/.exec(read('resources/alarms-of-fleets.js'))?.[1];
  const names = [...(ofFleets ?? '').matchAll(/^\s*(\w+):/gm)].map(([, name]) => name ?? '');
  const ofFunctions = [
    ...read('resources/alarms-of-functions.js').matchAll(/^ {2}(\w+): \(name\)/gm),
  ];
  return [
    ...ofAll.map(([, name]) => name ?? ''),
    // It asks the function for capacity and tells nobody: a person hears of the surge.
    ...names.filter((name) => name !== 'utilisation'),
    ...ofFunctions.map(([, name]) => (name ?? '').toLowerCase()),
  ];
}

test('every notice has its page, and no page is without a notice', () => {
  const told = [
    ...[...CONDITION_KINDS, ...changes, ...Object.keys(FLAGS)],
    ...[...ofTheLimit(), ...ofCloudWatch()],
  ];
  expect(told.length).toBeGreaterThan(35);
  expect(pages.flatMap(({ kinds }) => kinds).toSorted()).toEqual([...new Set(told)].toSorted());
});

test('every kind of condition is one that the planner can see', () => {
  const files = ['care/binding', 'care/stopping', 'conditions/conditions', 'conditions/lateness'];
  const others = ['conditions/shortage', 'conditions/softswitch', 'conditions/standing'];
  const source = [...files, ...others].map((file) => read(`shared/planner/${file}.ts`)).join('\n');
  const seen = [...source.matchAll(/key: ['`]([a-z-]+)/g)].map(([, kind]) => kind);
  expect([...new Set(seen)].toSorted()).toEqual([...CONDITION_KINDS].toSorted());
});

test.each(pages.map((page) => [page.title, page] as const))(
  '%s: what it means, what to look at, what to do, how to tell it is over',
  (_, { kinds, text }) => {
    const heads = [...text.matchAll(/^\*\*([^*]+)\*\*/gm)].map(([, head]) => head);
    expect(heads).toEqual(HEADS);
    expect(kinds).not.toEqual([]);
  },
);

test('every command of the book is one, and every link within it leads somewhere', () => {
  const commands = Object.values(TABLE).flatMap((entries) => Object.keys(entries));
  const used = [...book.matchAll(/asterfleet ([a-z]+(?:-[a-z]+)*)\b/g)].map(([, name]) => name);
  const unknown = used.filter((name) => name !== undefined && !commands.includes(name));
  expect(unknown).toEqual([]);
  const anchors = [...book.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  const links = [...book.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  expect(links.filter((anchor) => !anchors.includes(anchor ?? ''))).toEqual([]);
});
