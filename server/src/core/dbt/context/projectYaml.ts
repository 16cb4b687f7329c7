/** Schema files and docs files of a project, read in its context. Invariant: derived from one file and the frame, so an edit elsewhere changes nothing here. */
import type { TextRange } from '../../text/TextRange';
import type { DbtDiagnostic } from '../diagnostics';
import { render } from '../jinja/render';
import type { ProjectFile } from '../project/files';
import type { ProjectFrame } from '../project/frame';
import { varsFor } from '../project/frame';
import type { DocBlock } from '../project/nodes';
import type { YamlRenderer } from '../project/renderYaml';
import type { ProjectSettings } from '../project/settings';
import type { SourceFile } from '../project/sourceFile';
import { memoizedWith } from '../project/sourceFile';
import { topLevelBlocks } from './engine';
import { yamlRenderer } from './yamlContext';

export function yamlRendererFor(frame: ProjectFrame, settings: ProjectSettings, file: SourceFile, problems: DbtDiagnostic[]): YamlRenderer {
  return yamlRenderer({
    options: frame.options,
    target: frame.target,
    vars: varsFor(frame, settings.name),
    file: file.path,
    problems,
    locate: template => placeOf(file.text, template),
  });
}

/** Where a template stands in the file: its text, or the longest line of it where YAML folded it. */
function placeOf(text: string, template: string): TextRange {
  const whole = text.indexOf(template);
  if (whole >= 0) return { start: whole, end: whole + template.length };
  const line = template
    .split('\n')
    .reduce((longest, candidate) => (candidate.trim().length > longest.length ? candidate.trim() : longest), '');
  const at = line === '' ? -1 : text.indexOf(line);
  return at < 0 ? { start: 0, end: 0 } : { start: at, end: at + line.length };
}

/** `{% docs name %}` blocks of a Markdown file; their text is rendered with nothing in sight. */
export const docBlocks: (file: SourceFile, place: ProjectFile) => readonly DocBlock[] = memoizedWith(
  (file: SourceFile, { settings }: ProjectFile): readonly DocBlock[] => {
    if (!file.text.includes('{%')) return [];
    return topLevelBlocks(file, 'docs').map(block => {
      const body = file.text.slice(block.bodyRange.start, block.bodyRange.end);
      const contents = render(body, { lookup: () => undefined }, { file: file.path }).output.trim();
      return {
        uniqueId: `doc.${settings.name}.${block.name}`,
        name: block.name,
        packageName: settings.name,
        file: file.path,
        range: block.range,
        contents,
      };
    });
  },
);
