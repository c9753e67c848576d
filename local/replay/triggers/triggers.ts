import type { FleetDefinition } from '../../../shared/domain/definition/schema.ts';
import type { Window } from '../../traffic/window.ts';
import type { World } from '../../world/world.ts';
import type { EmergencyRecord } from '../record.ts';
import { DEPLOYMENT, type Stage } from '../stage.ts';
import { acknowledgeRoutes } from './acknowledgements.ts';
import { type AlarmTransition, createUtilisationAlarm } from './alarm.ts';
import { alarmEventOf, stateChangeEventOf } from './aws-events.ts';
import { watchInstances } from './instance-states.ts';
import type { Passage } from './passage.ts';
import { watchReadiness } from './readiness.ts';
import { type EmergencyOption, onEachDay, type Scenario } from './scenario.ts';

/** From the end of the period to the function: CloudWatch evaluates, and calls it. */
const ALARM_DELAY_MS = 2_000;
/** EventBridge is quick, and promises nothing. */
const EVENT_DELAY_MS = 1_500;

/** What calls the functions between two ticks. */
export interface Triggers {
  /** Once for each period of the alarm, at its end. */
  watch(atMs: number, nextMs: number): Promise<void>;
  readonly transitions: readonly AlarmTransition[];
  readonly emergencies: readonly EmergencyRecord[];
}

interface Setting {
  readonly stage: Stage;
  readonly world: World;
  readonly passage: Passage;
  readonly definition: FleetDefinition;
  readonly scenario: Scenario;
  readonly window: Window;
}

export function createTriggers(setting: Setting): Triggers {
  const { stage, world, passage, definition, scenario } = setting;
  const { fleet } = definition;
  acknowledgeRoutes(setting);
  const origin = stage.cloud.ec2.options;
  const states = watchInstances(stage.cloud.ec2);
  const alarm = createUtilisationAlarm(definition, `asterfleet-${DEPLOYMENT}`);
  const transitions: AlarmTransition[] = [];
  const hear = watchReadiness(setting);
  return {
    transitions,
    emergencies: planEmergencies(setting),
    watch: async (atMs, nextMs) => {
      const transition = alarm.evaluate(atMs, world.utilisations(atMs));
      if (transition) transitions.push(transition);
      if (transition && scenario.hasAlarms) {
        const event = alarmEventOf(transition, { deployment: DEPLOYMENT, fleet }, origin);
        passage.at(atMs + ALARM_DELAY_MS, () => call(stage, 'handle-alarm', event));
      }
      for (const change of states.changesUntil(nextMs)) {
        const event = stateChangeEventOf(change, origin);
        passage.at(change.atMs + EVENT_DELAY_MS, () => call(stage, 'handle-instance-event', event));
      }
      await hear(atMs);
    },
  };
}

async function call(stage: Stage, name: string, event: object): Promise<void> {
  await stage.invoke(name, event);
}

function planEmergencies(setting: Setting): readonly EmergencyRecord[] {
  const { stage, passage, definition, scenario, window } = setting;
  const answers: EmergencyRecord[] = [];
  for (const request of scenario.emergencies)
    for (const dueMs of onEachDay(request.atMinute, definition.timeZone, window))
      passage.at(dueMs, async (atMs) => {
        const answer = await stage.invoke('emergency-scale-out', inputOf(request, atMs));
        const { instances, minutes } = request;
        answers.push({ atMs, instances, minutes, ...readAnswer(answer) });
      });
  return answers;
}

function inputOf({ instances, minutes }: EmergencyOption, atMs: number) {
  return {
    instances,
    minutes,
    reason: 'a surge is expected',
    requestId: `replay-${instances}-${minutes}-${atMs}`,
    actor: 'the replay',
  };
}

function readAnswer(answer: unknown): Pick<EmergencyRecord, 'isRefused' | 'says'> {
  const { says, because } = answer as { readonly says?: string; readonly because?: string };
  if (says !== undefined) return { isRefused: false, says };
  return { isRefused: true, says: because ?? JSON.stringify(answer) };
}
