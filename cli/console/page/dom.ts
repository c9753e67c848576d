/** The element of the page that has this id. */
export function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as Kind;
}

/** Text stays text, whatever it holds. */
export function say(id: string, text: string): void {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

export function show(id: string, isShown: boolean): void {
  byId(id).hidden = !isShown;
}

interface Look {
  readonly class?: string;
  readonly title?: string;
}

type Child = Node | string | undefined;

export function element(tag: string, look: Look, ...children: readonly Child[]): HTMLElement {
  const made = document.createElement(tag);
  if (look.class) made.className = look.class;
  if (look.title) made.title = look.title;
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** A square of that colour; the word beside it says the same. */
export function colourKey(colour: string): HTMLElement {
  const key = element('i', { class: 'key' });
  key.style.background = colour;
  return key;
}

export function fill(id: string, children: readonly Node[]): void {
  byId(id).replaceChildren(...children);
}
