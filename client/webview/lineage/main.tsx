/**
 * The lineage page: connects the extension, the saved state and the view.
 * Invariant: `ready` is sent once the listener stands; after every state what the user had expanded is asked for again.
 */
import { render } from 'preact';

import type { LineageMessage, LineageRequest } from '../../../server/src/protocol/lineage';
import { connect, originOf } from '../host';
import { LivePage } from '../livePage';
import { fromSaved, reduce, toSaved } from './state';
import type { Expansion, LineageAction, LineagePage } from './state';
import { LineageApp } from './view';

import './lineage.css';

const origin = originOf(document.currentScript);
const root = document.getElementById('root') ?? document.body.appendChild(document.createElement('div'));

const host = connect<LineageRequest, LineageMessage>(message => {
  live.dispatch({ kind: 'message', message });
  if (message.kind === 'state') for (const expansion of live.current.ui.expansions) void ask(expansion);
});

const live = new LivePage<LineagePage, LineageAction>(fromSaved(host.saved()), reduce, page => {
  host.save(toSaved(page));
  draw();
});

async function ask({ node, direction }: Expansion): Promise<void> {
  const message = await host.ask('added', { kind: 'expand', node, direction, shown: live.current.graph.nodes.map(one => one.id) });
  live.dispatch({ kind: 'message', message });
}

function expand(expansion: Expansion): void {
  live.dispatch({ kind: 'expanded', expansion });
  void ask(expansion);
}

function draw(): void {
  render(<LineageApp page={live.current} host={host} origin={origin} dispatch={live.dispatch} expand={expand} />, root);
}

draw();
host.post({ kind: 'ready' });
