import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import {
  definitionDocument,
  EXAMPLE_FILE,
  exampleOf,
} from '../../../scripts/definition/document.ts';
import { groups } from '../../../scripts/definition/settings.ts';
import { parseDefinition } from '../../../shared/domain/definition/parse.ts';

const EXAMPLE = readFileSync(EXAMPLE_FILE, 'utf8');
const SETTINGS = groups().flatMap(({ settings }) => settings);

test('docs/definition.md is made from the schema as it is (npm run schema)', () => {
  expect(readFileSync('docs/definition.md', 'utf8')).toBe(definitionDocument());
});

test('the example is a definition that can be used', () => {
  expect(parseDefinition(EXAMPLE, EXAMPLE_FILE)).toMatchObject({ fleet: 'in-ngn', slots: 5 });
});

test.each(SETTINGS.map(({ path, node }) => [path, node] as const))(
  '%s is described, and has an example',
  (path, { description }) => {
    expect(description).toMatch(/\w/);
    expect(exampleOf(path, parse(EXAMPLE))).toBeDefined();
  },
);

test('an example is found through lists and names, and not where there is none', () => {
  const example = { a: { x: [{ b: 1 }, { c: 2 }] } };
  expect(exampleOf('a.*[].c', example)).toBe(2);
  expect(exampleOf('a.x[].d', example)).toBeUndefined();
});
