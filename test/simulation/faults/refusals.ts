import { ERROR_NAMES } from '../../../shared/adapters/aws/errors.ts';

/** What EC2 may say no with, for each call; nothing is done then. Elsewhere a refusal is one of rights. */
export function refusalsOf(operation: string): readonly string[] {
  const { launchRefused, bindingNotNow, notThere } = ERROR_NAMES;
  switch (operation) {
    case 'RunInstances':
      return [...launchRefused.zone, ...launchRefused.type];
    case 'AssociateAddress':
      return [...bindingNotNow];
    case 'DisassociateAddress':
    case 'CreateTags':
    case 'TerminateInstances':
      return [...notThere];
    default:
      return ['UnauthorizedOperation'];
  }
}
