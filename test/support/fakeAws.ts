/**
 * A stand-in for AWS on loopback that speaks its JSON protocol (`X-Amz-Target`), for services that cannot run here.
 * Invariant: it answers what the test says, in the service's own shapes; what no test has said is an error of the service.
 */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AwsCall {
  /** `AWSGlue.GetTables`. */
  readonly target: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export type AwsAnswer = { readonly status?: number; readonly type?: string; readonly body?: unknown };

export class FakeAws {
  readonly calls: AwsCall[] = [];
  readonly endpoint: string;
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(answer: (call: AwsCall) => AwsAnswer | undefined): Promise<FakeAws> {
    const made: { fake?: FakeAws } = {};
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const call: AwsCall = {
          target: String(request.headers['x-amz-target']),
          body: JSON.parse(Buffer.concat(chunks).toString() || '{}') as AwsCall['body'],
        };
        made.fake?.calls.push(call);
        const { status = 200, type, body = {} } = answer(call) ?? { status: 400, type: 'UnknownOperationException' };
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify(type === undefined ? body : { __type: type, message: `${type} of the stand-in`, ...(body as object) }));
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    made.fake = new FakeAws(server);
    return made.fake;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}
