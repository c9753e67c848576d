import { expect, test } from '@jest/globals';
import { pick, Tags } from '../../../../shared/adapters/aws/ec2/pick.ts';

const XML = `<?xml version="1.0" encoding="UTF-8"?>
<Answer xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>1</requestId>
  <networkInterfaceSet><item><status>in-use</status><groupSet><item/></groupSet></item></networkInterfaceSet>
  <thingSet>
    <item><name>a &lt;b&gt; &amp; &#x63;&#100;</name><state><code>16</code><name>running</name></state><tagSet/></item>
    <item><name></name><unknown/><tagSet><item><key>k</key><value>v</value></item></tagSet></item>
  </thingSet>
</Answer>`;

const SHAPE = {
  thingSet: [{ name: 'text', state: { name: 'text' }, tagSet: [{ key: 'text', value: 'text' }] }],
  nextToken: 'text',
} as const;

test('what is wanted is read, and the rest stepped over', () => {
  expect(pick(XML, 'Answer', SHAPE)).toEqual({
    thingSet: [
      { name: 'a <b> & cd', state: { name: 'running' } },
      { name: '', tagSet: [{ key: 'k', value: 'v' }] },
    ],
  });
});

test('of tags those that are wanted are read, wherever they stand in their set', () => {
  const xml = `<Answer>
    <thingSet>
      <item><tagSet>
        <item><key>b</key><value>&lt;key&gt;a&lt;/key&gt;</value></item>
        <item><key>empty</key><value/></item>
        <item>
          <key>a</key>
          <value>1 &amp; 2</value>
        </item>
      </tagSet><name>first</name></item>
      <item><tagSet/><name>second</name></item>
      <item><tagSet><item><key>a</key><value>3</value></item></tagSet><name>third</name></item>
    </thingSet>
  </Answer>`;
  const shape = { thingSet: [{ name: 'text', tagSet: new Tags(['a', 'empty', 'c']) }] } as const;
  expect(pick(xml, 'Answer', shape)).toEqual({
    thingSet: [
      { name: 'first', tagSet: { a: '1 & 2', empty: '' } },
      { name: 'second' },
      { name: 'third', tagSet: { a: '3' } },
    ],
  });
});

test.each(['', '<Other></Other>', XML.slice(0, -60), XML.slice(0, 300)])(
  'what is cut off or of another kind is refused',
  (xml) => {
    expect(() => pick(xml, 'Answer', SHAPE)).toThrow('reading XML');
  },
);
