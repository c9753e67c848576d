import type { HandChange, HandState } from '../../../local/replay/hand.ts';
import { byId, element, fill, say, show } from './dom.ts';
import type { Order } from './order.ts';

const SPEEDS = [1, 10, 60, 120, 300, 600];

/** Pause and speed, where the day is one that is replayed on this machine. */
export function preparePace(order: Order): (pace: HandState | undefined) => void {
  const speed = byId<HTMLSelectElement>('speed');
  let isPaused = false;
  const change = async (wanted: HandChange) => {
    const outcome = await order<HandState>('/api/pace', wanted);
    if (outcome.isDone) showPace(outcome.answer);
  };
  const showPace = (pace: HandState | undefined) => {
    show('pace', pace !== undefined);
    if (!pace) return;
    isPaused = pace.isPaused;
    say('pause', isPaused ? 'Go on' : 'Pause');
    offerSpeeds(speed, pace.speed);
    show('over', pace.isOver);
    byId<HTMLButtonElement>('pause').disabled = pace.isOver;
    speed.disabled = pace.isOver;
  };
  byId('pause').addEventListener('click', () => void change({ isPaused: !isPaused }));
  speed.addEventListener('change', () => void change({ speed: Number(speed.value) }));
  return showPace;
}

/** A list that is open is left alone. */
function offerSpeeds(select: HTMLSelectElement, present: number): void {
  const speeds = [...new Set([...SPEEDS, present])].toSorted((a, b) => a - b);
  if (select.options.length !== speeds.length)
    fill(
      select.id,
      speeds.map((value) => {
        const option = element('option', {}, `${value}×`) as HTMLOptionElement;
        option.value = String(value);
        return option;
      }),
    );
  if (document.activeElement !== select) select.value = String(present);
}
