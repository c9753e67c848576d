import type { Command } from './command.ts';
import type { Table } from './main.ts';

type Orders = typeof import('./commands/orders.ts');

function order(name: keyof Orders): () => Promise<Command> {
  return async () => (await import('./commands/orders.ts'))[name];
}

/** Every command; what each needs is loaded when it is used. */
export const TABLE: Table = {
  'Look at a fleet': {
    status: {
      says: 'slots, calls, why the present number, what is next',
      load: async () => (await import('./commands/status.ts')).status,
    },
    console: {
      says: 'the same as a page, live, with an emergency button',
      load: async () => (await import('./commands/console.ts')).consoleCommand,
    },
    plan: {
      says: 'the next 24 hours as a curve, each step with what decides it',
      load: async () => (await import('./commands/plan.ts')).plan,
    },
    history: {
      says: 'who changed what, when and why',
      load: async () => (await import('./commands/history.ts')).history,
    },
    routing: {
      says: 'the present routes, in a softswitch’s own form',
      load: async () => (await import('./commands/routing.ts')).routing,
    },
    savings: {
      says: 'the proof of a month: hours, calls cut, every retirement',
      load: async () => (await import('./commands/savings.ts')).savings,
    },
    preflight: {
      says: 'what would stand in the way of the next launches',
      load: async () => (await import('./commands/preflight.ts')).preflight,
    },
  },
  'Give an order': {
    'scale-out': {
      says: 'at least so many instances, at once, for so long',
      load: async () => (await import('./commands/scale-out.ts')).scaleOut,
    },
    cancel: { says: 'ends a scale-out before its time', load: order('cancel') },
    drain: { says: 'keeps a slot out of use; its calls go on', load: order('drain') },
    resume: { says: 'lets a drained slot be used again', load: order('resume') },
    freeze: { says: 'retires nothing for a while', load: order('freeze') },
    unfreeze: { says: 'ends a freeze', load: order('unfreeze') },
    replace: { says: 'new instances for old, one by one', load: order('replace') },
    rebuild: { says: 'makes lost records again from EC2', load: order('rebuild') },
    'force-retire': {
      says: 'ENDS the calls of a slot, and its instance; asks first',
      load: async () => (await import('./commands/force-retire.ts')).forceRetire,
    },
  },
  'Try it before': {
    replay: {
      says: 'a day of calls on this machine; --history: what other policies would have done',
      load: async () => (await import('./commands/replay.ts')).replay,
    },
    validate: {
      says: 'whether definitions can be used',
      load: async () => (await import('./commands/validate.ts')).validate,
    },
  },
  'Beside a softswitch': {
    follow: {
      says: 'keeps a softswitch on the routes of a fleet',
      load: async () => (await import('./commands/follow.ts')).follow,
    },
  },
};

export const ABOUT = `
Against AWS it finds credentials the ordinary way (environment, profile, single sign-on) and does nothing
but invoke the functions of the deployment: --stage, or ASTERFLEET_STAGE, names it (prod), --region or
AWS_REGION its region.

Against a day that is being replayed on this machine, say --local:
  npm start -- --pace 60           a day at sixty times real time, in one terminal
  npx asterfleet status --local    and in another
`;
