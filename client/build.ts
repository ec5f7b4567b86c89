// Builds the browser script into assets/js: classic, ES module and types. `--check` compares instead of writing;
// `--release` also keeps the build under the name of its content, which pages may pin for ever.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'terser';

/**
 * Bytes of the classic build below which the command `gzip -9`, whose header holds the file's name and whose compressor is
 * not Node's, stays under 4,608 (20 to 30 more; build.test.ts asks the command): what fits into a learner's first round trips.
 */
const limitBytes = 4588;
const here = fileURLToPath(new URL('.', import.meta.url));
const target = fileURLToPath(new URL('../assets/js/', import.meta.url));
const banner = '/*!Passerelle MIT*/';

/**
 * Short names of the script's own fields. They are stored in browsers: once given they never change.
 * None of these words may be a field of the browser, of the server's answers or of the page's options.
 */
const shortNames = {
  learnerId: 'l',
  work: 'b',
  wallMs: 'w',
  steadyMs: 's',
  pageLife: 'o',
  refusal: 'x',
  declinedBy: 'n',
  ticket: 'c',
  backUrl: 'r',
  isPutOff: 'p',
  isEnded: 'e',
  figures: 'f',
  grains: 'g',
  place: 'd',
};

async function bundle(entry: string, format: 'iife' | 'esm'): Promise<string> {
  const result = await build({
    absWorkingDir: here,
    entryPoints: [`src/${entry}`],
    bundle: true,
    minifySyntax: true,
    mangleProps: new RegExp(`^(${Object.keys(shortNames).join('|')})$`),
    mangleCache: shortNames,
    format,
    // The panel awaits at its top.
    target: entry === 'debug.ts' ? 'es2022' : 'es2021',
    platform: 'browser',
    charset: 'utf8',
    // The page decides about strict mode.
    tsconfigRaw: '{}',
    define: { isClassic: `${format === 'iife'}` },
    legalComments: 'none',
    banner: { js: banner },
    write: false,
    // Only the module asks for its own address.
    logOverride: { 'empty-import-meta': 'silent' },
  });
  // Terser also puts what is used once where it is used. `unsafe`: template strings of our own strings become sums.
  const pressed = await minify(result.outputFiles[0]?.text ?? '', {
    ecma: 2020,
    module: format === 'esm',
    compress: {
      passes: 3,
      keep_fargs: false,
      hoist_funs: true,
      lhs_constants: false,
      unsafe: true,
      unsafe_arrows: true,
      unsafe_comps: true,
      booleans_as_integers: true,
      sequences: false,
    },
    // Accents as escapes: smaller once compressed, and right whatever encoding a host announces.
    format: { ascii_only: true },
  });
  return `${pressed.code}\n`;
}

const classic = await bundle('classic.ts', 'iife');
const files: Record<string, string> = {
  'progress-api.js': classic,
  'progress-api.mjs': await bundle('module.ts', 'esm'),
  'progress-api-debug.js': await bundle('debug.ts', 'esm'),
  'progress-api-preview.js': await bundle('preview.ts', 'esm'),
  'progress-api.d.ts': readFileSync(`${here}src/public.d.ts`, 'utf8'),
};

const size = gzipSync(classic, { level: 9 }).length;
console.log(`progress-api.js: ${size} bytes gzipped (${limitBytes} is too many), ${classic.length} characters`);
if (size >= limitBytes) {
  console.error('progress-api.js is too big: nothing written.');
  process.exitCode = 1;
} else if (process.argv.includes('--check')) {
  for (const [name, text] of Object.entries(files)) {
    let committed = '';
    try {
      committed = readFileSync(target + name, 'utf8');
    } catch {
      // Absent: differs.
    }
    if (committed === text) continue;
    console.error(`assets/js/${name} is not what client/src builds: run npm run build and commit the result.`);
    process.exitCode = 1;
  }
} else {
  for (const [name, text] of Object.entries(files)) writeFileSync(target + name, text);
  if (process.argv.includes('--release')) {
    const hash = createHash('sha256').update(classic).digest('hex').slice(0, 16);
    mkdirSync(`${target}versions`, { recursive: true });
    writeFileSync(`${target}versions/progress-api.${hash}.js`, classic);
  }
}
