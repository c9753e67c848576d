import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inputInvalid } from '../../../../shared/domain/input-invalid.ts';

test.each([
  ['hunter2', '"hunter2"', 'text of 7 characters'],
  [4_111_111_111_111_111, '4111111111111111', 'a number'],
  [9, '9', '9'],
  [-1.5, '-1.5', 'a number'],
  [null, 'null', 'null'],
  [undefined, 'nothing', 'nothing'],
  [true, 'true', 'true'],
  [['a', 'b'], 'a list of 2', 'a list of 2'],
  [{ a: 1 }, 'an object', 'an object'],
])('%j is told to its sender as %s, and logged as %s', (found, told, logged) => {
  const error = inputInvalid('slot: expected a number', found);
  expect(error.message).toBe(`slot: expected a number, found ${told}`);
  expect(error.logged).toBe(`slot: expected a number, found ${logged}`);
});

test('whatever was found is told in short, and no text of it is logged', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (found) => {
      const { message, logged } = inputInvalid('x', found);
      expect(message.length).toBeLessThan(80);
      if (typeof found === 'string')
        expect(logged).toBe(`x, found text of ${found.length} characters`);
    }),
  );
});
