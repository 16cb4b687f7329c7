/** What every part of the results page is given: the extension, the way to change state, and where further bundles lie. */
import type { ResultsMessage, ResultsRequest } from '../../../server/src/protocol/results';
import type { Host, Origin } from '../host';
import type { ResultsAction } from './state';

export type ResultsHost = Host<ResultsRequest, ResultsMessage>;

export interface Around {
  readonly host: ResultsHost;
  readonly origin: Origin;
  readonly dispatch: (action: ResultsAction) => void;
}
