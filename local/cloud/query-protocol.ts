/** A form field such as `Filter.1.Value.2`, with its lists found by their numbers. */
export interface Parameters {
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  /** The parts of a list, each with the names below it; `member` of SNS and CloudWatch is left out. */
  list(name: string): readonly Parameters[];
  /** A list of plain values. */
  texts(name: string): readonly string[];
  readonly all: Readonly<Record<string, string>>;
}

export function readForm(body: string): Parameters {
  const entries = [...new URLSearchParams(body)];
  return parameters(
    Object.fromEntries(
      entries.map(([name, value]) => [name.replace(/\.(member|entry)\./g, '.'), value]),
    ),
  );
}

function parameters(all: Readonly<Record<string, string>>): Parameters {
  const indexes = (name: string) => {
    const part = new RegExp(`^${name.replaceAll('.', '\\.')}\\.(\\d+)`);
    const found = Object.keys(all).map((key) => part.exec(key)?.[1]);
    return [...new Set(found.filter((index) => index !== undefined))].toSorted(
      (a, b) => Number(a) - Number(b),
    );
  };
  return {
    all,
    text: (name) => all[name],
    number: (name) => (all[name] === undefined ? undefined : Number(all[name])),
    list: (name) => indexes(name).map((index) => parameters(below(all, `${name}.${index}.`))),
    texts: (name) => indexes(name).map((index) => all[`${name}.${index}`] ?? ''),
  };
}

function below(all: Readonly<Record<string, string>>, prefix: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(all)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

export type Xml =
  | string
  | number
  | boolean
  | undefined
  | readonly Xml[]
  | { readonly [name: string]: Xml };

/** An array is written as one element for each of its parts; what is undefined is left out. */
export function toXml(name: string, value: Xml): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((part: Xml) => toXml(name, part)).join('');
  if (typeof value !== 'object') return `<${name}>${escapeXml(String(value))}</${name}>`;
  const inner = Object.entries(value).map(([key, part]) => toXml(key, part as Xml));
  return `<${name}>${inner.join('')}</${name}>`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** What AWS answers when it does not do what was asked. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
