/** Whose AWS account a command line means; empty where it names none. */
import type { AwsAccess } from '../adapters/aws/clientOptions';
import type { Options } from './arguments';

export function awsAccess(options: Options): AwsAccess {
  return {
    ...(options.profile ? { profile: options.profile } : {}),
    ...(options.region ? { region: options.region } : {}),
    ...(options['endpoint-url'] ? { endpoint: options['endpoint-url'] } : {}),
  };
}
