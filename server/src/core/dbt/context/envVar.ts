/** `env_var()`: the environment as the project was loaded with. Invariant: a name with dbt's prefix of secrets is refused, as in dbt. */
import { PyFunction } from '../jinja/values/callable';
import { raiseDbt } from '../jinja/values/exception';
import { str } from '../jinja/values/object';

export function envVar(env: Readonly<Record<string, string | undefined>>): PyFunction {
  return new PyFunction('env_var', ['var', 'default?'], ([name = '', fallback]) => {
    const key = str(name);
    if (key.startsWith('DBT_ENV_SECRET_'))
      return raiseDbt(
        'SecretEnvVarLocationError',
        `Secret env vars are allowed only in profiles.yml or packages.yml. Found '${key}' referenced elsewhere.`,
      );
    const value = env[key];
    if (value !== undefined) return value;
    if (fallback !== undefined && fallback !== null) return fallback;
    return raiseDbt('EnvVarMissingError', `Env var required but not provided: '${key}'`);
  });
}
