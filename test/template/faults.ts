import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import type { Resource } from './template.ts';

const spec = await loadAwsServiceSpec();

type Properties = ReturnType<typeof spec.get<'typeDefinition'>>['properties'];
type Type = Properties[string]['type'];

/** What CloudFormation's own schema finds wrong with a resource, down to the innermost property. */
export function faultsOf(id: string, { Type, Properties }: Resource): string[] {
  const [found] = spec.lookup('resource', 'cloudFormationType', 'equals', Type);
  return found
    ? objectFaults(id, Properties ?? {}, found.properties)
    : [`${id}: no such type ${Type}`];
}

function objectFaults(path: string, value: object, properties: Properties): string[] {
  const unknown = Object.keys(value).filter((name) => !(name in properties));
  const lacking = Object.keys(properties).filter(
    (name) => properties[name]?.required && !(name in value),
  );
  const inner = Object.entries(value).flatMap(([name, held]) => {
    const type = properties[name]?.type;
    return type ? valueFaults(`${path}.${name}`, held, type) : [];
  });
  return [
    ...unknown.map((name) => `${path}: unknown ${name}`),
    ...lacking.map((name) => `${path}: lacks ${name}`),
    ...inner,
  ];
}

function valueFaults(path: string, value: unknown, type: Type): string[] {
  if (typeof value !== 'object' || value === null) return scalarFaults(path, value, type);
  if (isIntrinsic(value)) return [];
  if (type.type === 'ref') {
    const { properties } = spec.get('typeDefinition', type.reference.$ref);
    return objectFaults(path, value, properties);
  }
  if (type.type === 'array' && Array.isArray(value))
    return value.flatMap((held, index) => valueFaults(`${path}.${index}`, held, type.element));
  return type.type === 'string' ? [`${path}: expected text`] : [];
}

function scalarFaults(path: string, value: unknown, type: Type): string[] {
  if (type.type === 'ref' || type.type === 'array') return [`${path}: expected ${type.type}`];
  if (type.type !== 'string' || !type.allowedValues) return [];
  return type.allowedValues.includes(String(value)) ? [] : [`${path}: does not know ${value}`];
}

/** A value that CloudFormation computes: its shape is known only once the stack is made. */
function isIntrinsic(value: object): boolean {
  const [key = '', ...others] = Object.keys(value);
  return others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'));
}
