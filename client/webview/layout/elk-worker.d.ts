/** The engine's worker has no types of its own: a script that either listens for messages or exports a stand-in for a worker. */
declare module 'elkjs/lib/elk-worker.min.js' {}
