// npm run mutation [part] [--quick]: breaks the domain's code in every way that Stryker knows, one at a time, and counts what no
// test notices. Quick leaves out what runs while modules load: each of those mutants costs a process of its own.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const stryker = '@stryker-mutator/core@9.6.1' // the last that runs on Node 20
const pnpm = 'pnpm@12.21.0'

/** What is broken, and the tests that should notice. */
const parts = {
  customer: {
    mutate: ['customer/**/*.js', 'policy/*.js', '!customer/values/top-level-domains.js'],
    tests: ['domain/customer', 'domain/policy', 'domain/kernel', 'golden']
  },
  country: { mutate: ['country/*.js', '!country/*.generated.js'], tests: ['domain/country', 'domain/customer'] }
} as const

interface Mutant {
  readonly mutatorName: string
  readonly replacement?: string
  readonly status: 'Killed' | 'Survived' | 'NoCoverage' | 'CompileError' | 'RuntimeError' | 'Timeout' | 'Ignored'
  readonly location: { readonly start: { readonly line: number; readonly column: number } }
}
interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: ReadonlyArray<Mutant> }>>
}

const quick = process.argv.includes('--quick')
const repository = fileURLToPath(new URL('../../../', import.meta.url))
const npx = (
  directory: string,
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>> = {}
): void => {
  execFileSync('npx', ['-y', '--loglevel=error', '--prefer-offline', ...args], {
    cwd: directory,
    stdio: 'inherit',
    env: { ...process.env, ...environment }
  })
}

/** A copy of the built workspace: what is broken there is not what somebody works on. */
const copyOfWorkspace = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'accountable-mutation-'))
  const left = new Set(['node_modules', '.git', 'coverage'])
  cpSync(repository, directory, { recursive: true, filter: (path) => !left.has(basename(path)) })
  npx(directory, [pnpm, 'install', '--offline', '--frozen-lockfile', '--ignore-scripts'])
  return directory
}

const mutate = (directory: string, name: keyof typeof parts): Report => {
  const { mutate: files, tests } = parts[name]
  const configuration = {
    mutate: files.map((file) => file.replace(/^(!?)/, '$1packages/domain/dist/')),
    testRunner: 'uvu',
    plugins: ['./test/dist/mutation/uvu-test-runner.js'],
    coverageAnalysis: 'perTest',
    ignoreStatic: quick,
    maxTestRunnerReuse: 100,
    inPlace: true,
    concurrency: availableParallelism(),
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: `${name}.json` },
    ignorePatterns: ['**', '!packages/domain/dist/**'],
    timeoutMS: 20_000,
    allowEmpty: false
  }
  writeFileSync(join(directory, 'stryker.config.json'), JSON.stringify(configuration))
  npx(directory, ['--package', stryker, 'stryker', 'run'], { MUTATION_TESTS: tests.join(' ') })
  return JSON.parse(readFileSync(join(directory, `${name}.json`), 'utf8')) as Report
}

const noticed = ({ status }: Mutant): boolean => status === 'Killed' || status === 'Timeout'
const unnoticed = ({ status }: Mutant): boolean => status === 'Survived' || status === 'NoCoverage'
const percent = (mutants: ReadonlyArray<Mutant>): string => {
  const killed = mutants.filter(noticed).length
  const judged = killed + mutants.filter(unnoticed).length
  return `${killed} of ${judged} noticed, ${((100 * killed) / Math.max(1, judged)).toFixed(1)} %`
}

const wanted = process.argv.slice(2).filter((word) => word !== '--quick')
const directory = copyOfWorkspace()
try {
  const all: Mutant[] = []
  for (const name of Object.keys(parts) as ReadonlyArray<keyof typeof parts>) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const { files } = mutate(directory, name)
    for (const [file, { source, mutants }] of Object.entries(files)) {
      all.push(...mutants)
      console.log(`${file.replace('packages/domain/dist/', '')}: ${percent(mutants)}`)
      for (const mutant of mutants.filter(unnoticed)) {
        const { line, column } = mutant.location.start
        console.log(`  ${line}:${column} ${mutant.mutatorName} -> ${mutant.replacement ?? ''}`)
        console.log(`    ${(source.split('\n')[line - 1] ?? '').trim().slice(0, 150)}`)
      }
    }
  }
  console.log(`mutation score: ${percent(all)}`)
} finally {
  rmSync(directory, { recursive: true, force: true })
}
