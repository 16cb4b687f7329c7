/** Templates against what dbt-core 1.11.16 with dbt-athena made of them; the README beside says how the answers were obtained. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { render } from '../../../server/src/cli/commands/render';
import { PyDict, catching, dumpJson, extractTopLevelBlocks, parseJson, parseMacroFile, supportedLanguages, str } from '../../../server/src/core/dbt/jinja';
import type { PyValue } from '../../../server/src/core/dbt/jinja';
import { Tally, facts } from '../../support/facts';
import { renderAlone } from '../../support/jinja';
import { wrongSegments } from '../../support/sourceMaps';

const here = import.meta.dirname;

interface Case {
  readonly id: string;
  readonly phase: 'runtime' | 'parse' | 'native' | 'blocks' | 'macrofile';
  readonly template: string;
  readonly context?: { readonly allowed?: readonly string[]; readonly raw?: boolean };
  readonly output?: unknown;
  readonly error?: { readonly type: string; readonly message: string; readonly trace?: readonly (readonly [string, number])[] };
}

const cases = facts(here, 'cases.ndjson') as readonly Case[];
const engineLines = readFileSync(join(here, 'engine.ndjson'), 'utf8').split('\n').filter(line => line !== '');
const engineMacros = readFileSync(join(here, 'engine.sql'), 'utf8');

/** As the command prints a value: what JSON cannot hold is its text. */
function printed(value: PyValue): string {
  return catching(
    ['TypeError'],
    () => dumpJson(value),
    () => dumpJson(str(value)),
  );
}

interface Answer {
  readonly output?: unknown;
  readonly error?: { readonly type: string; readonly message: string; readonly line: number };
}

async function answers(asked: readonly Case[]): Promise<ReadonlyMap<string, Answer>> {
  process.env.LAB_ENV = 'from_env';
  process.env.LAB_EMPTY = '';
  let printed = '';
  await render({
    positionals: [],
    options: {
      batch: true,
      project: join(here, 'project'),
      'run-started-at': '2026-01-15T08:30:00.123456Z',
      'invocation-id': '00000000-0000-4000-8000-000000000000',
    },
    io: {
      out: text => {
        printed += text;
      },
      message: () => undefined,
      stdin: Readable.from([asked.map(item => JSON.stringify(item)).join('\n')]),
      terminal: false,
      signal: new AbortController().signal,
    },
  });
  return new Map(printed.split('\n').filter(line => line !== '').map(line => JSON.parse(line) as Answer & { id: string }).map(answer => [answer.id, answer]));
}

describe('in a project', () => {
  test('templates give what dbt gave', async () => {
    const asked = cases.filter(({ phase }) => phase === 'runtime' || phase === 'parse' || phase === 'native');
    const given = await answers(asked);
    const [output, found, types, lines] = [new Tally(), new Tally(), new Tally(), new Tally()];
    for (const { id, template, output: wanted, error } of asked) {
      const answer = given.get(id);
      const shown = `${id} ${template} → ${JSON.stringify(answer?.output ?? answer?.error)} for ${JSON.stringify(error ?? wanted)}`;
      if (!error) output.add(JSON.stringify(answer?.output) === JSON.stringify(wanted), () => shown);
      else {
        found.add(answer?.error !== undefined, () => shown);
        types.add(answer?.error?.type === error.type, () => shown);
        lines.add(answer?.error?.line === error.trace?.[0]?.[1], () => shown);
      }
    }
    expect(output.rate, output.report()).toBeGreaterThanOrEqual(0.98);
    expect(found.rate, found.report()).toBeGreaterThanOrEqual(0.98);
    expect(types.rate, types.report()).toBeGreaterThanOrEqual(0.95);
    expect(lines.rate, lines.report()).toBeGreaterThanOrEqual(0.95);
  });

  test('files are cut into blocks as dbt cuts them', () => {
    for (const { id, template, context, output } of cases.filter(({ phase }) => phase === 'blocks')) {
      const { blocks, errors } = extractTopLevelBlocks(template, { allowed: new Set(context?.allowed ?? []), data: context?.raw === true });
      const shown = blocks.map(({ type, name, range, contents }) => ({
        type,
        name: name ?? null,
        contents: template.slice(contents.start, contents.end),
        full: template.slice(range.start, range.end),
      }));
      expect({ id, errors, shown }).toEqual({ id, errors: [], shown: output });
    }
  });

  test('macro files give the macros that dbt finds', () => {
    for (const { id, template, output, error } of cases.filter(({ phase }) => phase === 'macrofile')) {
      const { macros, errors } = parseMacroFile(template, { file: 'macros/case.sql', packageName: 'lab' });
      const shown = macros.map(({ name, node }) => ({ name, unique_id: `macro.lab.${name}`, supported_languages: supportedLanguages(node) ?? null }));
      if (error) expect({ id, message: errors[0]?.message }).toEqual({ id, message: error.message.split('\n')[0] });
      else expect({ id, errors, shown }).toEqual({ id, errors: [], shown: output });
    }
  });
});

describe('without a project', () => {
  test('the engine gives what dbt gave', () => {
    const [output, found, types, messages] = [new Tally(), new Tally(), new Tally(), new Tally()];
    for (const line of engineLines) {
      const { id, template, phase, output: wanted, error } = JSON.parse(line) as Case;
      // Read by the engine's own JSON, so that `1.0` stays a float.
      const row = parseJson(line);
      const context = row instanceof PyDict ? row.get('context') : undefined;
      const result = renderAlone(template, {
        ...(context instanceof PyDict ? { context } : {}),
        macros: engineMacros,
        options: { native: phase === 'native', undefinedNames: phase === 'parse' ? 'forgiving' : 'strict' },
      });
      const [failure] = result.errors;
      const texts = new Map([
        ['model.sql', template],
        ['macros.sql', engineMacros],
      ]);
      if (phase !== 'native') expect({ template, wrong: wrongSegments(result.sourceMap, result.output, texts) }).toEqual({ template, wrong: [] });
      const shown = `${id} ${template} → ${failure ? `${failure.type} ${failure.message}` : result.output} for ${JSON.stringify(error ?? wanted)}`;
      if (error) {
        found.add(failure !== undefined, () => shown);
        types.add(failure?.type === error.type, () => shown);
        messages.add(failure?.message === error.message, () => shown);
      } else output.add(failure === undefined && printed(result.value) === dumpJson(row instanceof PyDict ? (row.get('output') ?? null) : null), () => shown);
    }
    expect(output.rate, output.report()).toBeGreaterThanOrEqual(0.995);
    expect(found.rate, found.report()).toBe(1);
    expect(types.rate, types.report()).toBeGreaterThanOrEqual(0.97);
    expect(messages.rate, messages.report()).toBeGreaterThanOrEqual(0.9);
  });
});
