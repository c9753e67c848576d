import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readRoutingMessage } from '../../../../shared/domain/routing/message.ts';
import { FORMAT_NAMES, type FormatName, written } from '../../../../shared/softswitch/formats.ts';
import { destinationsOf } from '../../../../shared/softswitch/kamailio.ts';
import { routeOf, snapshotOf } from '../../../support/routes.ts';

const alike = snapshotOf(7, [100, 100]);
const unlike = snapshotOf(8, [100, 50, 0]);

function text(format: FormatName, snapshot = unlike, set = 1): string {
  return written(format, snapshot, { set });
}

test('Kamailio: alike are one set; by weight another; standby a third', () => {
  expect(text('kamailio', alike)).toBe(
    `# Asterfleet: routes of in-ngn, revision 7 (a test)
1 sip:198.51.100.1:5060 0 0 duid=slot1
1 sip:198.51.100.2:5060 0 0 duid=slot2
`,
  );
  expect(text('kamailio', unlike, 11)).toBe(
    `# Asterfleet: routes of in-ngn, revision 8 (a test)
12 sip:198.51.100.1:5060 0 0 duid=slot1;rweight=66
12 sip:198.51.100.2:5060 0 0 duid=slot2;rweight=34
13 sip:198.51.100.3:5060 0 0 duid=slot3
`,
  );
});

test('Kamailio: more than it can weigh are all or nothing, and none is lost', () => {
  const many = snapshotOf(
    9,
    Array.from({ length: 120 }, (_, at) => (at % 3) * 40),
  );
  const sets = Map.groupBy(destinationsOf(many, { set: 1 }), ({ set }) => set);
  expect([...sets].map(([set, of]) => [set, of.length])).toEqual([
    [1, 80],
    [3, 40],
  ]);
});

test('where all stand by, all are used', () => {
  const none = snapshotOf(9, [0, 0]);
  expect(destinationsOf(none, { set: 1 }).map(({ set }) => set)).toEqual([1, 1]);
});

test('OpenSIPS: tables for db_text, its delimiters escaped', () => {
  expect(text('opensips-load-balancer').split('\n')).toEqual([
    'id(int,auto) group_id(int) dst_uri(string) resources(string) probe_mode(int) attrs(string,null) description(string,null)',
    '1:1:sip\\:198.51.100.1\\:5060:channels=110:2:slot1:slot1',
    '2:1:sip\\:198.51.100.2\\:5060:channels=110:2:slot2:slot2',
    '3:1:sip\\:198.51.100.3\\:5060:channels=110:2:slot3:slot3',
    '',
  ]);
  expect(text('opensips-dispatcher', unlike, 5).split('\n').slice(1)).toEqual([
    '1:5:sip\\:198.51.100.1\\:5060::0:2:2:0:slot1:slot1',
    '2:5:sip\\:198.51.100.2\\:5060::0:2:1:0:slot2:slot2',
    '3:6:sip\\:198.51.100.3\\:5060::0:2:1:0:slot3:slot3',
    '',
  ]);
});

test('FreeSWITCH: lists whose weights come to their total, and gateways', () => {
  expect(text('freeswitch')).toContain(
    `    <list name="in-ngn" total-weight="3">
      <node name="in-ngn-slot1" weight="2"/>
      <node name="in-ngn-slot2" weight="1"/>
    </list>
    <list name="in-ngn-standby" total-weight="1">`,
  );
  expect(text('freeswitch-gateways')).toContain(
    `  <gateway name="in-ngn-slot3">
    <param name="proxy" value="198.51.100.3:5060;transport=udp"/>`,
  );
});

test('Asterisk: an endpoint for each slot and one for all, and whose turn it is', () => {
  const endpoints = text('asterisk-pjsip', alike);
  expect(endpoints.match(/^\[in-ngn\]/gm)).toHaveLength(2);
  expect(endpoints).toContain('contact = sip:198.51.100.1:5060\ncontact = sip:198.51.100.2:5060');
  expect(text('asterisk-globals')).toBe(
    `; Asterfleet: routes of in-ngn, revision 8 (a test)
[globals](+)
TURNS_IN_NGN=in-ngn-slot1&in-ngn-slot2&in-ngn-slot1
ROUTES_IN_NGN=in-ngn-slot1&in-ngn-slot2&in-ngn-slot3
`,
  );
});

test('DNS: NAPTR to SRV to A, the standby behind', () => {
  expect(text('dns').split('\n').slice(2)).toEqual([
    '@ IN NAPTR 10 100 "s" "SIP+D2U" "" _sip._udp',
    '_sip._udp IN SRV 10 100 5060 slot1',
    '_sip._udp IN SRV 10 50 5060 slot2',
    '_sip._udp IN SRV 20 0 5060 slot3',
    'slot1 IN A 198.51.100.1',
    'slot2 IN A 198.51.100.2',
    'slot3 IN A 198.51.100.3',
    '',
  ]);
});

test('CSV: a head and a line for each route', () => {
  expect(text('csv', alike)).toBe(
    'fleet,revision,slot,address,port,transport,state,channels,weight\r\n' +
      'in-ngn,7,1,198.51.100.1,5060,udp,serving,110,100\r\n' +
      'in-ngn,7,2,198.51.100.2,5060,udp,serving,110,100\r\n',
  );
});

test('another transport is part of every URI', () => {
  const routes = [{ ...routeOf(1, 100), transport: 'tcp' as const }];
  const overTcp = { ...alike, routes };
  expect(text('kamailio', overTcp)).toContain('sip:198.51.100.1:5060;transport=tcp 0 0');
  expect(text('dns', overTcp)).toContain('"SIP+D2T" "" _sip._tcp');
});

const snapshots = fc
  .array(fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }), { maxLength: 40 })
  .map((weights) => snapshotOf(3, weights));

test('every format is whole for any routes: each slot is in it, and an empty list is no fault', () => {
  fc.assert(
    fc.property(snapshots, fc.constantFrom(...FORMAT_NAMES), (snapshot, format) => {
      const out = text(format, snapshot);
      expect(out.endsWith('\n') || format === 'json').toBe(true);
      for (const { slot, address } of snapshot.routes)
        expect(out.includes(address) || out.includes(`slot${slot}`)).toBe(true);
      expect(out).not.toMatch(/undefined|NaN/);
    }),
  );
});

test('what is read of a message is what was written, and of anything else nothing', () => {
  fc.assert(
    fc.property(snapshots, (snapshot) => {
      expect(readRoutingMessage(text('json', snapshot))).toEqual(snapshot);
    }),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.jsonValue().map((value) => JSON.stringify(value)),
      ),
      (other) => {
        expect(readRoutingMessage(other)).toBeUndefined();
      },
    ),
  );
});

test.each([
  ['a slot twice', { routes: [routeOf(1, 1), routeOf(1, 1)] }],
  ['a host name', { routes: [{ ...routeOf(1, 1), address: 'host; rm -rf /' }] }],
  ['a share above all', { routes: [routeOf(1, 101)] }],
  ['no revision', { revision: 0 }],
])('a message with %s is none', (_, change) => {
  expect(readRoutingMessage(text('json', { ...alike, ...change }))).toBeUndefined();
});
