// The saved queries of CloudWatch Logs Insights, which are free: a folder for the stage, and one in it for each fleet.
import { queriesOfController, queriesOfFleet } from './queries.js';
import { fleets, logicalId, readService } from './service.js';

export async function template({ resolveVariable }) {
  const { name, functions } = await readService(resolveVariable);
  const saved = [
    ...fleets.flatMap((definition) => {
      const { fleet } = definition;
      const folder = { path: `${name}/${fleet}`, prefix: logicalId(fleet) };
      return queriesOfFleet(definition, functions).map((query) => savedIn(folder, query));
    }),
    ...queriesOfController(functions).map((query) => savedIn({ path: name, prefix: '' }, query)),
  ];
  return { Resources: Object.fromEntries(saved) };
}

function savedIn({ path, prefix }, { id, title, functions, lines }) {
  const Properties = {
    Name: `${path}/${title}`,
    LogGroupNames: functions.map((one) => ({ Ref: `${one.id}LogGroup` })),
    QueryString: lines.join('\n| '),
  };
  return [`${prefix}${id}Query`, { Type: 'AWS::Logs::QueryDefinition', Properties }];
}
