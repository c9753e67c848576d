import type { ScaleOut } from '../../../shared/usecases/triggers/scale-out.ts';
import type { View } from '../view.ts';
import { byId, element, fill, say, show } from './dom.ts';
import type { Order } from './order.ts';
import { clock } from './times.ts';

const input = (id: string) => byId<HTMLInputElement>(id);
const FIELDS = ['instances', 'minutes', 'reason'] as const;

/** The button and its dialog; `viewNow` is the fleet as it was last seen. */
export function prepareEmergency(order: Order, viewNow: () => View | undefined): void {
  const dialog = byId<HTMLDialogElement>('emergency');
  let requestId = '';
  byId('emergency-open').addEventListener('click', () => {
    // One opening is one request, however often it is sent.
    requestId = crypto.randomUUID();
    clear(viewNow());
    dialog.showModal();
    input('instances').select();
  });
  byId('emergency-close').addEventListener('click', () => dialog.close());
  byId('emergency-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const wrong = FIELDS.find((id) => !input(id).checkValidity());
    if (wrong) return complain(`${labelOf(wrong)}: ${input(wrong).validationMessage}`, wrong);
    void send(order, requestId, viewNow());
  });
}

function clear(view: View | undefined): void {
  const slots = view?.slotsMax ?? 1;
  const instances = input('instances');
  instances.max = String(slots);
  instances.value = String(Math.min(slots, Math.round(view?.decision?.desired ?? 0) + 1));
  input('minutes').value = '120';
  input('reason').value = '';
  setBusy(false);
  show('emergency-error', false);
  show('emergency-answer', false);
  show('emergency-submit', true);
}

async function send(order: Order, requestId: string, view: View | undefined): Promise<void> {
  show('emergency-error', false);
  setBusy(true);
  const outcome = await order<ScaleOut>('/api/emergency', {
    instances: input('instances').valueAsNumber,
    minutes: input('minutes').valueAsNumber,
    reason: input('reason').value.trim(),
    requestId,
  });
  setBusy(false);
  if (!outcome.isDone) return complain(outcome.says);
  fill('emergency-answer', answerOf(outcome.answer, view));
  show('emergency-answer', true);
  show('emergency-submit', false);
  setFieldsDisabled(true);
  byId('emergency-close').focus();
}

function answerOf(answer: ScaleOut, view: View | undefined): HTMLElement[] {
  const { says, serving, coming, usdPerHour, problems, isRepetition, override } = answer;
  const at = (time: string) => (view ? clock(view, Date.parse(time)) : time);
  const line = (text: string) => element('li', {}, text);
  const again = isRepetition ? ' (this was asked before, and is one request)' : '';
  return [
    element('p', { class: 'done' }, `${says[0]?.toUpperCase()}${says.slice(1)}${again}.`),
    element(
      'ul',
      {},
      line(
        `In service: ${serving.length > 0 ? serving.map((slot) => `slot ${slot}`).join(', ') : 'none'}`,
      ),
      ...coming.map(({ slot, readyFrom }) => line(`Slot ${slot} comes at about ${at(readyFrom)}`)),
      usdPerHour
        ? line(`$${usdPerHour.all} an hour for all, $${usdPerHour.added} of it for this`)
        : undefined,
      ...problems.map((problem) => line(`Problem: ${problem}`)),
      line(`To end it before ${at(override.expires)}: asterfleet cancel ${override.id}`),
    ),
  ];
}

function complain(text: string, field?: (typeof FIELDS)[number]): void {
  say('emergency-error', text);
  show('emergency-error', true);
  if (field) input(field).focus();
}

function labelOf(field: string): string {
  const text = document.querySelector(`label[for=${field}]`)?.textContent ?? field;
  return text.split(';')[0] ?? field;
}

function setBusy(isBusy: boolean): void {
  const submit = byId<HTMLButtonElement>('emergency-submit');
  submit.disabled = isBusy;
  submit.textContent = isBusy ? 'Asking…' : 'Ask for them';
  setFieldsDisabled(isBusy);
}

function setFieldsDisabled(isDisabled: boolean): void {
  for (const id of FIELDS) input(id).disabled = isDisabled;
}
