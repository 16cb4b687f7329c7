/**
 * Generic tests as schema YAML writes them, in all the forms dbt takes.
 * Invariant: arguments keep the order and the types of the file: the test's name and hash come from them.
 */
import type { TextRange } from '../../text/TextRange';
import type { Dict, Key, Value } from '../value';
import { asDict, asString, emptyDict, isDict } from '../value';
import type { YamlNode } from '../yaml/yamlTree';
import { yamlItems, yamlValue } from '../yaml/parseYaml';

export interface TestEntry {
  /** `unique`. */
  readonly name: string;
  /** The package in `package.test`. */
  readonly namespace: string | undefined;
  /** For the macro, without config, name and description. */
  readonly args: Dict;
  readonly config: Dict;
  readonly customName: string | undefined;
  readonly description: string;
  readonly range: TextRange;
}

/** Configs that may stand beside the arguments. */
const configArgs = [
  'severity',
  'tags',
  'enabled',
  'where',
  'limit',
  'warn_if',
  'error_if',
  'fail_calc',
  'store_failures',
  'store_failures_as',
  'meta',
  'database',
  'schema',
  'alias',
];

export function readTests(list: YamlNode | undefined, complain: (range: TextRange, message: string) => void): readonly TestEntry[] {
  return yamlItems(list).flatMap(item => {
    const test = readTest(item);
    if (typeof test !== 'string') return [test];
    complain(item.range, test);
    return [];
  });
}

function readTest(node: YamlNode): TestEntry | string {
  const value = yamlValue(node);
  if (typeof value === 'string') return entry(value, emptyDict, node.range);
  if (!isDict(value)) return 'a test is a name, or a name with its arguments';
  const named = value.get('test_name');
  if (typeof named === 'string') return entry(named, new Map([...value].filter(([key]) => key !== 'test_name')), node.range);
  const [first, ...rest] = [...value];
  if (!first || rest.length > 0) return 'a test is one name with its arguments below it, further indented';
  const [name, args] = first;
  if (typeof name !== 'string') return 'the name of a test must be text';
  if (args !== null && !isDict(args)) return `the arguments of '${name}' must be keys and values`;
  return entry(name, asDict(args), node.range);
}

function entry(fullName: string, given: Dict, range: TextRange): TestEntry | string {
  const match = /^(?:([a-zA-Z_]\w*)\.)?([a-zA-Z_]\w*)/.exec(fullName);
  if (!match?.[2]) return `'${fullName}' is no test name`;
  const nested = given.get('arguments');
  const args = new Map<Key, Value>(given);
  args.delete('arguments');
  if (isDict(nested)) for (const [key, value] of nested) args.set(key, value);
  else if (nested !== undefined) args.set('arguments', nested);
  const config = new Map<Key, Value>();
  const written = asDict(args.get('config'));
  for (const key of configArgs) {
    const value = args.get(key) ?? written.get(key);
    args.delete(key);
    if (value !== undefined && value !== null) config.set(key, value);
  }
  for (const [key, value] of written) if (!config.has(key)) config.set(key, value);
  const customName = asString(args.get('name'));
  const description = asString(args.get('description')) ?? '';
  for (const key of ['config', 'name', 'description']) args.delete(key);
  if (args.has('model')) return `the test '${fullName}' may not have an argument named 'model'`;
  return { name: match[2], namespace: match[1], args, config, customName, description, range };
}
