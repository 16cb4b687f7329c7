/**
 * The results page: connects the extension, the saved state and the view.
 * Invariant: `ready` is sent once the listener stands, so no state is missed; the user's part of the state is saved on every change.
 */
import { render } from 'preact';

import type { ResultsMessage, ResultsRequest } from '../../../server/src/protocol/results';
import { connect, originOf } from '../host';
import { LivePage } from '../livePage';
import { fromSaved, reduce, toSaved } from './state';
import type { ResultsAction, ResultsPage } from './state';
import { ResultsApp } from './view';

import './results.css';

const origin = originOf(document.currentScript);
const root = document.getElementById('root') ?? document.body.appendChild(document.createElement('div'));

const host = connect<ResultsRequest, ResultsMessage>(message => {
  if (message.kind === 'state' || message.kind === 'run') live.dispatch({ kind: 'message', message });
});

const live = new LivePage<ResultsPage, ResultsAction>(fromSaved(host.saved()), reduce, page => {
  host.save(toSaved(page));
  draw();
});

function draw(): void {
  render(<ResultsApp page={live.current} host={host} origin={origin} dispatch={live.dispatch} />, root);
}

draw();
host.post({ kind: 'ready' });
