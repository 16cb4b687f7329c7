/** How every AWS client of Medallion is made: profile, region and endpoint of the user; credentials by the SDK's own chain, never read here. */

export interface AwsAccess {
  readonly profile?: string;
  readonly region?: string;
  /** For every service: a local stand-in, a VPC endpoint. */
  readonly endpoint?: string;
}

/** Tries of a call that AWS asks to slow down, with the SDK's exponential backoff and jitter. */
const maximumAttempts = 6;

export function clientOptions({ profile, region, endpoint }: AwsAccess): {
  profile?: string;
  region?: string;
  endpoint?: string;
  maxAttempts: number;
  retryMode: string;
} {
  return {
    maxAttempts: maximumAttempts,
    retryMode: 'adaptive',
    ...(profile ? { profile } : {}),
    ...(region ? { region } : {}),
    ...(endpoint ? { endpoint } : {}),
  };
}
