/** Names inside `ref('…')` and `source('…', '…')`, while they are being written. */
import type { DocumentView } from '../DocumentView';
import { jinjaCallAt } from '../jinjaNames';
import type { CompletionItem, CompletionList } from './item';

export function jinjaCompletion(view: DocumentView, offset: number): CompletionList | undefined {
  const { dbt } = view;
  const call = jinjaCallAt(view.text, offset);
  if (!dbt || !call) return undefined;
  const { project } = dbt.analysis;
  // Before a quote is typed there is nothing to replace, and the quotes come with the name.
  const inString =
    call.arguments.length > 0 && call.argumentRange.start <= offset && /['"]/.test(view.text[call.argumentRange.start - 1] ?? '');
  const quoted = (name: string): string => (inString ? name : `'${name}'`);
  const replace = inString ? call.argumentRange : { start: offset, end: offset };
  const items: CompletionItem[] = [];
  if (call.name === 'ref') {
    for (const { uniqueId, name, type, materialized, description, schema } of project.nodes.values()) {
      if (uniqueId === dbt.node || (type !== 'model' && type !== 'seed' && type !== 'snapshot')) continue;
      items.push({
        label: name,
        kind: 'model',
        detail: type === 'model' ? materialized : type,
        from: schema ?? '',
        insert: quoted(name),
        likelihood: 50,
        ...(description === '' ? {} : { documentation: description }),
      });
    }
  } else if (call.argument === 0) {
    for (const name of new Set([...project.sources.values()].map(source => source.sourceName)))
      items.push({ label: name, kind: 'source', insert: quoted(name), likelihood: 50 });
  } else {
    for (const { sourceName, name, schema, description } of project.sources.values()) {
      if (sourceName === call.arguments[0])
        items.push({
          label: name,
          kind: 'source',
          from: schema,
          insert: quoted(name),
          likelihood: 50,
          ...(description === '' ? {} : { documentation: description }),
        });
    }
  }
  return { items, replace, incomplete: false };
}

/** Whether a place lies inside a Jinja expression, statement or comment. */
export function insideJinja(text: string, offset: number): boolean {
  const open = Math.max(text.lastIndexOf('{{', offset - 1), text.lastIndexOf('{%', offset - 1), text.lastIndexOf('{#', offset - 1));
  return open >= 0 && open + 2 <= offset && !/[}%#]\}/.test(text.slice(open, offset));
}
