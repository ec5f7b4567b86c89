import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import type { Finding } from './finding.ts';
import { importRules } from './import-rules.ts';
import { checkSources, findSourceFiles } from './source-rules.ts';

export interface ArchitectureReport {
  readonly findings: readonly Finding[];
  readonly modules: number;
  readonly imports: number;
  readonly typeOnlyImports: number;
}

/**
 * Checks who imports whom (dependency-cruiser) and what imports cannot tell (names, process.env, fetch) in a checkout.
 * It also checks itself: dependency-cruiser without a TypeScript it understands reads nothing and finds nothing, so a
 * planted circle must be found, and every source file must have been read.
 */
export async function checkArchitecture(root: string): Promise<ArchitectureReport> {
  const result = await readImports(root);
  const dependencies = result.modules.flatMap((module) => module.dependencies);
  const typeOnlyImports = dependencies.filter((dependency) => dependency.dependencyTypes.includes('type-only')).length;
  const findings = [...findBreaches(result), ...checkSources(root), ...(await findBlindness(root, result))];
  return { findings, modules: result.modules.length, imports: dependencies.length, typeOnlyImports };
}

async function readImports(root: string): Promise<ICruiseResult> {
  const { output } = await cruise(findCruised(root), {
    baseDir: root,
    ruleSet: { forbidden: [...importRules] },
    validate: true,
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  });
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered text: ${output.slice(0, 200)}`);
  return output;
}

function findCruised(root: string): string[] {
  return findSourceFiles(root).filter((file) => /\.(ts|js|mjs)$/.test(file));
}

function findBreaches(result: ICruiseResult): Finding[] {
  return result.summary.violations.map((violation) => {
    const way = violation.cycle?.map((step) => step.name) ?? [violation.to];
    const comment = importRules.find((rule) => rule.name === violation.rule.name && matches(rule, violation.from));
    const says = comment?.comment ?? '';
    return { rule: violation.rule.name, at: violation.from, says: `imports ${way.join(' -> ')}; ${says}` };
  });
}

// Several rules share a name; the comment shown is that of the one written for this file.
function matches(rule: (typeof importRules)[number], from: string): boolean {
  const wanted = rule.from.path;
  return wanted === undefined || new RegExp(Array.isArray(wanted) ? wanted.join('|') : wanted).test(from);
}

async function findBlindness(root: string, result: ICruiseResult): Promise<Finding[]> {
  const findings: Finding[] = [];
  const blind = (at: string, says: string): number => findings.push({ rule: 'not-blind', at, says });
  const read = new Set(result.modules.map((module) => module.source));
  for (const file of findCruised(root)) if (!read.has(file)) blind(file, 'was not read by dependency-cruiser');
  const dependencies = result.modules.flatMap((module) => module.dependencies);
  if (!dependencies.some((dependency) => dependency.dependencyTypes.includes('type-only'))) {
    blind(root, 'not one type-only import was seen: dependency-cruiser does not read TypeScript');
  }
  if (!(await seesPlantedCircle())) blind(root, 'a circle of types, planted as a trial, was not found');
  return findings;
}

async function seesPlantedCircle(): Promise<boolean> {
  const planted = mkdtempSync(path.join(tmpdir(), 'passerelle-architecture-'));
  try {
    const folder = path.join(planted, 'backend/src/lti');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'a.ts'), "import type { B } from './b.ts';\nexport type A = B[];\n");
    writeFileSync(path.join(folder, 'b.ts'), "import type { A } from './a.ts';\nexport type B = { a?: A };\n");
    return findBreaches(await readImports(planted)).some((finding) => finding.rule === 'no-circle');
  } finally {
    rmSync(planted, { recursive: true, force: true });
  }
}
