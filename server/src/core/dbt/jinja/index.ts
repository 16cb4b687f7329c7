/** The face of the Jinja engine: what the dbt project, the editor's features and the command build on. */
export { parseTemplate } from './parser';
export { render } from './render';
export type { JinjaHost, RenderOptions, RenderResult } from './render';
export { SourceMap } from './sourceMap';
export type { JinjaError } from './errors';
export { str } from './values/object';
export type { PyValue } from './values/object';
export { PyFunction, catching } from './values/callable';
export { PyDict } from './values/dict';
export { returnFromMacro } from './interpreter';
export { toPython } from './values/convert';
export { dumpJson, parseJson } from './values/json';
export { dbtFunction, modulesAt, runClock } from './context/dbtFunctions';
export { extractTopLevelBlocks } from './blocks';
export { parseMacroFile, supportedLanguages } from './macroFile';
export { jinjaContextAt } from './contextAt';
export { describeJinja, jinjaDescriptions } from './descriptions';
