import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CelEngine, type Engine, TemplateFile } from '@aws/cloudformation-validate';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  FILE,
  type Resource,
  readResources,
  readWishedResources,
  WISHED_FILE,
} from './template.ts';

type Diagnostic = ReturnType<Engine['validateStandard']>['diagnostics'][number];
type Template = Record<string, unknown> & { Resources: Record<string, Resource> };

/** A value that no enumeration knows is only a warning to the validator; CloudFormation refuses it. */
const REFUSED_WARNINGS = ['W3030'];

let engine: Engine;
let folder: string;
beforeAll(() => {
  readResources();
  // The engine is WebAssembly, and takes seconds to begin.
  engine = new CelEngine();
  folder = mkdtempSync(join(tmpdir(), 'template-'));
}, 120_000);
afterAll(() => {
  engine.free();
  rmSync(folder, { recursive: true });
});

function faultsIn(file: string): string[] {
  const { diagnostics, status } = engine.validateStandard(new TemplateFile(file));
  expect(status).toBe('OK');
  return diagnostics
    .filter(isRefused)
    .filter((one) => !isImageParameter(one))
    .map(({ ruleId, entity, propertyPath, message }) =>
      [ruleId, entity?.logicalId, propertyPath, message].filter(Boolean).join(' '),
    );
}

function isRefused({ severity, ruleId }: Diagnostic): boolean {
  return severity === 'FATAL' || severity === 'ERROR' || REFUSED_WARNINGS.includes(ruleId);
}

/**
 * A launch template may name an SSM parameter for its image; the validator expects an id there.
 * Source: EC2 User Guide, "Use a Systems Manager parameter instead of an AMI ID".
 */
function isImageParameter({ ruleId, propertyPath, message }: Diagnostic): boolean {
  return (
    ruleId === 'E1152' &&
    propertyPath === 'Properties.LaunchTemplateData.ImageId' &&
    message.startsWith("'resolve:ssm:")
  );
}

/** The faults of the packaged template after it was spoilt. */
function faultsOfSpoilt(spoil: (template: Template) => void): string[] {
  const template: Template = JSON.parse(readFileSync(FILE, 'utf8'));
  spoil(template);
  const file = join(folder, 'spoilt.json');
  writeFileSync(file, JSON.stringify(template));
  return faultsIn(file);
}

function withProperty(id: string, name: string, value: unknown): (template: Template) => void {
  return ({ Resources }) => {
    const resource = Resources[id];
    if (!resource) throw new Error(`spoiling the template: nothing is called ${id}`);
    Resources[id] = { ...resource, Properties: { ...resource.Properties, [name]: value } };
  };
}

test('the packaged template is one that CloudFormation would take', () => {
  expect(faultsIn(FILE)).toEqual([]);
}, 30_000);

test('so is the one with all that may be asked for', () => {
  expect(readWishedResources()).toHaveProperty('Dashboard');
  expect(faultsIn(WISHED_FILE)).toEqual([]);
}, 120_000);

const SPOILT: Readonly<Record<string, [refusal: RegExp, spoil: (template: Template) => void]>> = {
  'a property that the resource does not have': [
    /Treshold/,
    withProperty('InDashngnDead', 'Treshold', 1),
  ],
  'an attribute that the resource does not have': [
    /Ern/,
    withProperty('InDashngnDead', 'AlarmActions', [{ 'Fn::GetAtt': ['DeadLetters', 'Ern'] }]),
  ],
  'an attribute of a resource that is not there': [
    /LiveLetters/,
    withProperty('InDashngnDead', 'AlarmActions', [{ 'Fn::GetAtt': ['LiveLetters', 'Arn'] }]),
  ],
  'a value that the property does not know': [
    /^W3030 .*LessThan/,
    withProperty('InDashngnDead', 'ComparisonOperator', 'LessThan'),
  ],
};

test.each(Object.entries(SPOILT))(
  '%s is refused',
  (_, [refusal, spoil]) => {
    const before = new Set(faultsIn(FILE));
    const faults = faultsOfSpoilt(spoil).filter((fault) => !before.has(fault));
    expect(faults).toEqual([expect.stringMatching(refusal)]);
  },
  30_000,
);
