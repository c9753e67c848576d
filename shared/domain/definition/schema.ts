import * as z from 'zod';
import {
  duration,
  localDate,
  localDateTime,
  milliseconds,
  name,
  timeOfDay,
  timeZone,
  wholeNumber,
} from './fields.ts';
import { publicHolidays } from './public-holidays.ts';

const channels = z
  .strictObject({
    planned: wholeNumber(1).describe('Channels an instance carries in normal running'),
    limit: wholeNumber(1).describe('Channels an instance carries at most'),
  })
  .refine(({ planned, limit }) => planned <= limit, {
    path: ['planned'],
    error: 'at most the limit',
  })
  .describe('What one instance carries');

const instanceType = z
  .strictObject({
    type: z
      .string({ error: 'an EC2 instance type' })
      .min(3, { error: 'an EC2 instance type' })
      .describe('The EC2 instance type'),
    planned: wholeNumber(1).optional().describe('Absent: as the fleet’s'),
    limit: wholeNumber(1).optional().describe('Absent: as the fleet’s'),
    market: z
      .enum(['on-demand', 'spot'], { error: 'on-demand or spot' })
      .default('on-demand')
      .describe('Two minutes of warning end the calls of a spot instance that last longer'),
    usdPerHour: z
      .number({ error: 'a price in US dollars' })
      .positive({ error: 'a price above 0' })
      .optional()
      .describe('What an instance costs an hour; told with every emergency'),
  })
  .refine(({ planned, limit }) => !planned || !limit || planned <= limit, {
    path: ['planned'],
    error: 'at most the limit',
  })
  .describe('Tried in order; a type may carry other numbers of channels than the fleet’s');

const profile = z
  .array(
    z.strictObject({
      at: timeOfDay.describe('From the points before and after, a straight line'),
      channels: z
        .number({ error: 'a number of channels' })
        .min(0, { error: 'at least 0' })
        .describe('Concurrent channels expected then'),
    }),
    { error: 'a list of points' },
  )
  .min(1, { error: 'at least one point' })
  .superRefine(inOrder, besideOtherFaults(Array.isArray))
  .describe('Projected concurrent channels by local time; straight lines between the points');

const profileName = name('a profile');
const A_COUNTRY = 'a country by its two letters, such as DE';
const A_REGION = 'a region of that country, such as BY';

const event = z
  .strictObject({
    name: z.string({ error: 'a name' }).min(1, { error: 'a name' }).describe('For people'),
    from: localDateTime.describe('It begins'),
    to: localDateTime.describe('It is over'),
    factor: z
      .number({ error: 'a factor' })
      .positive({ error: 'a factor above 0' })
      .optional()
      .describe('By which the day’s own profile is multiplied'),
    profile: profileName.optional().describe('Or else the profile that it follows instead'),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], error: 'a time after `from`' })
  .refine(({ factor, profile: own }) => (factor === undefined) !== (own === undefined), {
    path: ['factor'],
    error: 'a factor, or else the profile that the event follows',
  })
  .describe('A dated event that multiplies the day’s profile, or follows one of its own');

const holidays = z
  .strictObject({
    profile: profileName.describe('The profile of a day off'),
    country: z
      .string({ error: A_COUNTRY })
      .regex(/^[A-Z]{2}$/, { error: A_COUNTRY })
      .optional()
      .describe('Its public holidays, 2020 to 2050, substitute days included'),
    region: z
      .string({ error: A_REGION })
      .regex(/^[A-Z0-9]+(\.[A-Z0-9]+)?$/, { error: A_REGION })
      .optional()
      .describe('A state of the country, such as BY, or a part of one, such as BY.A'),
    dates: z.array(localDate).default([]).describe('Days off besides'),
    not: z.array(localDate).default([]).describe('Public holidays on which people call as usual'),
  })
  .transform(onDates)
  .describe('Dates that follow another profile than their weekday');

const schedule = z
  .strictObject({
    leadTime: duration.describe('How long before a projected rise its instances are launched'),
    lead: z
      .enum(['fixed', 'learned'], { error: 'fixed or learned' })
      .default('fixed')
      .describe(
        'Learned: two weeks of history earn a shorter lead, as long as the fleet’s own boots take',
      ),
    week: z
      .strictObject({
        monday: profileName,
        tuesday: profileName,
        wednesday: profileName,
        thursday: profileName,
        friday: profileName,
        saturday: profileName,
        sunday: profileName,
      })
      .describe('The profile of each weekday'),
    profiles: z.record(profileName, profile).describe('Curves of a day, by their names'),
    holidays,
    events: z.array(event).default([]).describe('What is known of single days'),
  })
  .superRefine(namesProfiles, besideOtherFaults(isRecord))
  .describe('What load is expected when');

const instance = z
  .strictObject({
    types: z.array(instanceType).min(1, { error: 'at least one instance type' }),
    usualBoot: duration.describe('From launch to ready, usually'),
    bootDeadline: duration.describe('From launch; not ready by then is replaced'),
    heartbeat: duration.describe('How often an instance reports'),
    silentAfter: duration.describe('Age of the last heartbeat at which an instance is silent'),
  })
  .describe('From launch to ready, and how it is watched');

const launch = z
  .strictObject({
    perTick: wholeNumber(1).describe('Instances launched in one tick at most'),
    perHour: wholeNumber(1).describe('Instances launched in one hour at most'),
    failuresBeforePause: wholeNumber(1).describe(
      'Boots that fail in a row before launching pauses',
    ),
  })
  .describe('How fast the fleet may grow, and when launching pauses');

const drain = z
  .strictObject({
    grace: duration.describe('From leaving the routes until the softswitch surely stopped sending'),
    proof: z
      .strictObject({
        readings: wholeNumber(2).describe('So many in a row'),
        over: duration.describe('From the first of them to the last'),
      })
      .describe('Consecutive readings of zero calls, and the least time that they span'),
    overdueAfter: duration.describe('Age at which a drain pages a person'),
    cutCallsAfter: duration
      .optional()
      .describe('Age at which the remaining calls of a drain are ended. Absent: never'),
    stopDeadline: duration.describe(
      'From the order to stop until the empty instance is terminated',
    ),
    rest: duration.describe('How long an address lies unused before its slot is used again'),
  })
  .describe('How an instance leaves, and what proves it empty');

const shrink = z
  .strictObject({
    step: wholeNumber(1).describe('Instances that begin to drain within `every`, at most'),
    every: duration.describe('The time that `step` is counted over'),
    lookBack: duration.describe('The load of this long is still counted as present'),
  })
  .describe('How slowly the fleet gets smaller');

const surge = z
  .strictObject({
    utilisation: z
      .number({ error: 'a share of the limit between 0 and 1' })
      .gt(0, { error: 'a share of the limit above 0' })
      .lte(1, { error: 'a share of the limit of at most 1' })
      .optional()
      .describe(
        'Share of the channel limit in service from which the load counts as a surge. Absent: half way from the planned channels to the limit',
      ),
    hold: duration.describe('How long a surge is still provided for after the load was last high'),
  })
  .describe('What counts as a surge, and for how long');

const notices = z
  .strictObject({
    perHour: wholeNumber(4).describe('Notices in an hour at most; the rest comes as one summary'),
  })
  .describe('How much people are told');

const application = z
  .strictObject({
    address: z
      .string({ error: 'an address, such as agi://logic.example.net:4573/service' })
      .regex(/^(agi|ws|wss):\/\/[\w.-]+(:\d{1,5})?(\/\S*)?$/, {
        error: 'an address, such as agi://logic.example.net:4573/service',
      })
      .describe('FastAGI (agi://), or ARI over a WebSocket that Asterisk opens (ws://, wss://)'),
    answersWithin: milliseconds.describe(
      'Round trip above which an instance is not ready to take calls',
    ),
  })
  .describe('The central application logic that every call is handed to');

const aPort = { error: 'a port' };
const aPrincipal = 'an IAM role or user of this account, such as role/sbc-1';

const softswitchNode = z.strictObject({
  name: name('the name of a softswitch node').describe('As `asterfleet follow --node` says it'),
  principal: z
    .string({ error: aPrincipal })
    .regex(/^(role|user)\/[\w+=,.@-]{1,64}$/, { error: aPrincipal })
    .describe('Who alone may acknowledge as this node'),
});

const routing = z
  .strictObject({
    port: z.int(aPort).min(1, aPort).max(65_535, aPort).describe('The Asterisks’ SIP port'),
    transport: z
      .enum(['udp', 'tcp', 'tls'], { error: 'udp, tcp or tls' })
      .describe('By which the softswitch sends calls'),
    nodes: z
      .array(softswitchNode, { error: 'a list of softswitch nodes' })
      .superRefine(namedOnce, besideOtherFaults(Array.isArray))
      .default([])
      .describe(
        'A drain waits until each of these has acknowledged. None: it waits for `drain.grace`',
      ),
    acknowledgeWithin: duration
      .prefault('2m')
      .describe('Routes that a node has not acknowledged by then are told to people'),
    dispatch: z
      .enum(['even', 'packed'], { error: 'even or packed' })
      .default('even')
      .describe(
        'New calls go to all slots alike, or fill them in order up to `ceiling` so that the last ones empty fast',
      ),
    ceiling: wholeNumber(1)
      .optional()
      .describe(
        'Channels up to which a slot is filled before the next. Absent: two thirds of the way from planned to limit',
      ),
    warmUp: duration
      .prefault('3m')
      .describe('A new slot comes to its full share of new calls over this long'),
    easeOff: duration
      .prefault('10m')
      .describe(
        'Slots that the schedule is about to take get fewer new calls for this long before',
      ),
  })
  .describe('What the softswitch is told, and how new calls are given out');

/** The shape of a fleet definition file; durations come out as milliseconds. */
export const fleetDefinition = z
  .strictObject(
    {
      fleet: name('a fleet name').describe('Its name, in every order, notice and resource'),
      description: z.string().optional().describe('For people'),
      timeZone: timeZone.describe('In which the schedule is read'),
      slots: wholeNumber(1).describe('Places with a static address each'),
      minimum: wholeNumber(0).describe('Instances in service at all times'),
      spare: wholeNumber(0).default(0).describe('Instances beyond what the load needs'),
      channels,
      blocking: z
        .number({ error: 'a share of calls between 0 and 1' })
        .gt(0, { error: 'a share of calls above 0' })
        .lt(1, { error: 'a share of calls below 1' })
        .describe('Wanted share of calls blocked at the limit (Erlang B)'),
      meanHoldingTime: duration.describe('How long a call holds its channel in the mean'),
      instance,
      launch,
      drain,
      shrink,
      surge: surge.prefault({ hold: '20m' }),
      notices: notices.prefault({ perHour: 40 }),
      routing,
      application: application.optional(),
      schedule,
    },
    { error: ({ code }) => (code === 'invalid_type' ? 'a fleet definition' : undefined) },
  )
  .refine((fleet) => !(fleet.minimum > fleet.slots), {
    path: ['minimum'],
    error: 'at most the slots',
    ...besideOtherFaults(isRecord),
  })
  .refine(isBetweenPlannedAndLimit, {
    path: ['routing', 'ceiling'],
    error: 'at least the planned channels and at most the limit',
    ...besideOtherFaults(isRecord),
  })
  .meta({ id: 'Fleet', title: 'An Asterfleet fleet definition' });

export type FleetDefinition = z.output<typeof fleetDefinition>;
export type Profile = FleetDefinition['schedule']['profiles'][string];

type Context = z.core.$RefinementCtx;

/** Zod skips a rule between fields once a field is wrong; ours tell all faults at once. */
function besideOtherFaults(isShape: (value: unknown) => boolean) {
  return { when: ({ value }: { value: unknown }) => isShape(value) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inOrder(points: readonly { at: number }[], context: Context): void {
  points.forEach(({ at }, index) => {
    const before = points[index - 1]?.at;
    if (typeof before !== 'number' || typeof at !== 'number' || before < at) return;
    const message = before === at ? 'a time of its own' : 'a time after the one before it';
    context.addIssue({ code: 'custom', path: [index, 'at'], message });
  });
}

function namedOnce(nodes: readonly { name?: unknown }[], context: Context): void {
  nodes.forEach(({ name: own }, index) => {
    if (nodes.findIndex((each) => each.name === own) === index) return;
    context.addIssue({ code: 'custom', path: [index, 'name'], message: 'a name of its own' });
  });
}

function isBetweenPlannedAndLimit(fleet: {
  readonly channels?: { readonly planned: number; readonly limit: number };
  readonly routing?: { readonly ceiling?: number | undefined };
}): boolean {
  const { planned = 0, limit = Number.POSITIVE_INFINITY } = fleet.channels ?? {};
  const { ceiling } = fleet.routing ?? {};
  return !(ceiling !== undefined && (ceiling < planned || ceiling > limit));
}

interface Holidays {
  readonly profile: string;
  readonly country?: string | undefined;
  readonly region?: string | undefined;
  readonly dates: readonly string[];
  readonly not: readonly string[];
}

/** What the functions read: every date, and nothing to look up. */
function onDates(holidays: Holidays, context: Context): { profile: string; dates: string[] } {
  const { profile, country, region, dates, not } = holidays;
  const excepted = new Set(not);
  const given = country ? publicHolidays({ country, region }) : [];
  if (given === undefined || (region && !country)) {
    const message = region ? A_REGION : A_COUNTRY;
    context.addIssue({ code: 'custom', path: [region ? 'region' : 'country'], message });
  }
  const all = [...dates, ...(given ?? []).filter((date) => !excepted.has(date))];
  return { profile, dates: [...new Set(all)].sort() };
}

interface Uses {
  readonly week?: Readonly<Record<string, string>>;
  readonly holidays?: { readonly profile?: string };
  readonly events?: readonly { readonly profile?: string | undefined }[];
  readonly profiles?: Readonly<Record<string, unknown>>;
}

function namesProfiles({ week, holidays, events, profiles }: Uses, context: Context): void {
  if (!isRecord(profiles)) return;
  const uses: { path: (string | number)[]; used: string }[] = Object.entries(week ?? {}).map(
    ([day, used]) => ({ path: ['week', day], used }),
  );
  for (const [index, { profile }] of (Array.isArray(events) ? events : []).entries())
    if (profile) uses.push({ path: ['events', index, 'profile'], used: profile });
  if (holidays?.profile) uses.push({ path: ['holidays', 'profile'], used: holidays.profile });
  for (const { path, used } of uses)
    if (typeof used === 'string' && !(used in profiles))
      context.addIssue({ code: 'custom', path, message: 'the name of a profile' });
}
