// Writes the types of the academic API for integrators' programs, from the OpenAPI document that the server makes of its
// routes; --check compares instead and fails on a difference.
import openapiTS, { astToString } from 'openapi-typescript';
import { keepFiles } from './keep-files.ts';
import { openApiDocument } from './openapi-document.ts';

const HEADER = `// Types of the academic API and of OneRoster, made of /orchestrator/docs/openapi-orchestrator.yaml. Do not edit.
`;

await keepFiles({ 'docs/examples/academic-api.d.ts': HEADER + astToString(await openapiTS(await openApiDocument())) });
