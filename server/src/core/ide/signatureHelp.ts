/**
 * The signatures of the function whose arguments hold the caret.
 * Invariant: `active` is a signature that takes as many arguments as there are before the caret, where one exists.
 */
import { functionNamed } from '../analysis/functions/catalogue';
import type { Signature } from '../analysis/functions/signature';
import { contextAt } from '../sql/syntaxContext';
import { canonicalParts, pathAt } from '../sql/tree';
import { analysisOf } from './DocumentView';
import type { DocumentView } from './DocumentView';

export interface SignatureHelp {
  readonly signatures: readonly SignatureLabel[];
  /** Index into `signatures`. */
  readonly active: number;
}

export interface SignatureLabel {
  readonly label: string;
  /** Places of the arguments in the label. */
  readonly parameters: readonly (readonly [number, number])[];
  /** The parameter at the caret; past the last one where the signature has no more. */
  readonly activeParameter: number;
  readonly description: string | undefined;
}

export function signatureHelp({ sql }: DocumentView, offset: number): SignatureHelp | undefined {
  const at = sql?.places.toSql(offset);
  const context = sql && at !== undefined ? contextAt(sql.source, at) : undefined;
  if (!sql || !context?.call) return undefined;
  const { name, argument } = context.call;
  const entry = functionNamed(canonicalParts(name).join('.'));
  if (!entry || entry.signatures.length === 0) return undefined;
  const { statement } = context;
  // The statement as it stands may tell already which overload is meant.
  const call =
    statement &&
    pathAt(statement.node, context.start + name.start - statement.start).find(
      node => node.kind === 'FunctionCall' && node.name.start + statement.start === name.start + context.start,
    );
  const resolved = statement && call ? analysisOf(sql, statement).functionOf(call)?.signature : undefined;
  const meant = resolved && takes(resolved, argument) ? entry.signatures.indexOf(resolved) : -1;
  const fitting = entry.signatures.findIndex(signature => takes(signature, argument));
  return {
    signatures: entry.signatures.map(signature => labelOf(signature, argument, entry.description)),
    active: meant >= 0 ? meant : Math.max(0, fitting),
  };
}

function takes({ argumentTexts, variadic }: Signature, argument: number): boolean {
  return variadic || argument < Math.max(1, argumentTexts.length);
}

function labelOf(
  { name, argumentTexts, variadic, resultText }: Signature,
  argument: number,
  description: string | undefined,
): SignatureLabel {
  let label = `${name}(`;
  const parameters = argumentTexts.map((text, i): readonly [number, number] => {
    if (i > 0) label += ', ';
    const start = label.length;
    label += variadic && i === argumentTexts.length - 1 ? `${text}, …` : text;
    return [start, label.length];
  });
  label += `) → ${resultText}`;
  return { label, parameters, activeParameter: variadic ? Math.min(argument, parameters.length - 1) : argument, description };
}
