/**
 * What a command acts on when it is called without an argument: the selection, the model, the statement at the cursor.
 * Invariant: an argument from outside is used only where it has the shape of a target.
 */
import * as vscode from 'vscode';
import type { Position, Range } from '../../server/src/protocol/message';
import { projectContext } from '../../server/src/protocol/project';
import type { RunTarget } from '../../server/src/protocol/runs';
import type { Session } from './session';

/** The selection if there is one, else the model of the document, else the statement at the cursor. */
export async function targetAtCursor(session: Session): Promise<RunTarget> {
  const editor = sqlEditor();
  const uri = editor.document.uri.toString();
  if (!editor.selection.isEmpty) return { kind: 'selection', uri, range: range(editor.selection) };
  const { model } = await session.server.request(projectContext, { uri, position: position(editor.selection.active) });
  return model ? { kind: 'model', uri } : { kind: 'statement', uri, position: position(editor.selection.active) };
}

/** The selection if there is one, else the statement at the cursor, also within a model. */
export function statementAtCursor(): RunTarget {
  const editor = sqlEditor();
  const uri = editor.document.uri.toString();
  return editor.selection.isEmpty
    ? { kind: 'statement', uri, position: position(editor.selection.active) }
    : { kind: 'selection', uri, range: range(editor.selection) };
}

export function cteAtCursor(): RunTarget {
  const editor = sqlEditor();
  return { kind: 'cte', uri: editor.document.uri.toString(), position: position(editor.selection.active) };
}

export function isRunTarget(value: unknown): value is RunTarget {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  const named = 'uri' in value && typeof value.uri === 'string';
  switch (value.kind) {
    case 'model':
      return named;
    case 'selection':
      return named && 'range' in value;
    case 'statement':
    case 'cte':
      return named && 'position' in value;
    case 'table':
      return 'name' in value && typeof value.name === 'string';
    default:
      return false;
  }
}

/** Throws with the remedy where no document of ours has the cursor. */
export function sqlEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new Error('Open a model or an SQL file first.');
  return editor;
}

export function position({ line, character }: vscode.Position): Position {
  return { line, character };
}

function range({ start, end }: vscode.Range): Range {
  return { start: position(start), end: position(end) };
}
