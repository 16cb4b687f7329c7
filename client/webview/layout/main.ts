/**
 * The layout engine as a part of its own. As a worker it answers by messages (the engine sees that it is one and listens);
 * as a script of the page, where no worker can be started, it leaves a stand-in for one on the window: `MedallionLayoutWorker`.
 */
import * as engine from 'elkjs/lib/elk-worker.min.js';

const { Worker: StandIn } = engine as unknown as { readonly Worker?: new (url: string) => Worker };
if (StandIn) (globalThis as { MedallionLayoutWorker?: new (url: string) => Worker }).MedallionLayoutWorker = StandIn;
