import { writeFileSync } from 'node:fs';
import { definitionDocument, EXAMPLE_FILE } from './definition/document.ts';

/** What `docs/definition.md` says is made from the schema that checks, and from an example that it accepts. */
writeFileSync('docs/definition.md', definitionDocument());
console.log(`docs/definition.md, from the schema and ${EXAMPLE_FILE}`);
