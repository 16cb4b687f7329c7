/** Text, binary, URLs, regular expressions. Invariant: places and lengths count code points; nothing depends on a locale. */
import { varcharType } from '../../../../core/analysis/types/TrinoType';
import { text } from '../../sqlText';
import type { CallSite } from './CallSite';
import { byCount, sameAs, typedAs, type Rule, type Rules } from './CallSite';

export const stringRules: Rules = [
  ['length', length],
  ['lower', ofText('lower')],
  ['upper', ofText('upper')],
  ['substr', substring],
  ['substring', substring],
  ['trim', trim('trim')],
  ['ltrim', trim('ltrim')],
  ['rtrim', trim('rtrim')],
  ['lpad', sameAs('mz_lpad')],
  ['rpad', sameAs('mz_rpad')],
  ['replace', byCount({ 2: call => `mz_replace(${call.arg(0)}, ${call.arg(1)}, '')`, 3: sameAs('mz_replace') })],
  ['translate', sameAs('translate')],
  ['strpos', byCount({ 2: call => `mz_strpos(${call.arg(0)}, ${call.arg(1)}, 1)`, 3: sameAs('mz_strpos') })],
  ['position', call => `mz_strpos(${call.arg(1)}, ${call.arg(0)}, 1)`],
  ['starts_with', sameAs('starts_with')],
  ['split', byCount({ 2: sameAs('mz_split'), 3: sameAs('mz_split_limit') })],
  ['split_part', sameAs('mz_split_part')],
  ['split_to_map', byCount({ 3: call => splitMap(call, 'mz_split_map_keys', 'mz_split_map_values') })],
  [
    'split_to_multimap',
    call => {
      const keys = `mz_split_multimap_keys(${call.args().join(', ')})`;
      return `map(${keys}, list_transform(${keys}, lambda k: mz_split_multimap_values(${call.args().join(', ')}, k)))`;
    },
  ],
  ['concat_ws', concatWithSeparator],
  ['chr', sameAs('mz_chr')],
  ['codepoint', typedAs('unicode')],
  ['levenshtein_distance', typedAs('levenshtein')],
  ['hamming_distance', sameAs('mz_hamming')],
  ['soundex', sameAs('mz_soundex')],
  ['luhn_check', sameAs('mz_luhn_check')],
  ['normalize', normalize],
  ['to_utf8', call => `encode(${call.arg(0)})`],
  ['from_utf8', byCount({ 1: sameAs('mz_from_utf8') })],
  ['to_hex', sameAs('hex')],
  ['from_hex', sameAs('mz_from_hex')],
  ['to_base64', typedAs('to_base64')],
  ['from_base64', sameAs('mz_from_base64')],
  ['to_base64url', sameAs('mz_to_base64url')],
  ['from_base64url', sameAs('mz_from_base64url')],
  ...['md5', 'sha1', 'sha256', 'sha512'].map((name): readonly [string, Rule] => [name, call => `mz_digest(${call.arg(0)}, ${text(name)})`]),
  ...['hmac_md5', 'hmac_sha1', 'hmac_sha256', 'hmac_sha512'].map((name): readonly [string, Rule] => [
    name,
    call => `mz_hmac(${call.arg(0)}, ${call.arg(1)}, ${text(name.slice(5))})`,
  ]),
  ['crc32', sameAs('mz_crc32')],
  ['regexp_like', sameAs('mz_regexp_like')],
  ['regexp_extract', byCount({ 2: call => `mz_regexp_extract(${call.arg(0)}, ${call.arg(1)}, 0)`, 3: sameAs('mz_regexp_extract') })],
  [
    'regexp_extract_all',
    byCount({ 2: call => `mz_regexp_extract_all(${call.arg(0)}, ${call.arg(1)}, 0)`, 3: sameAs('mz_regexp_extract_all') }),
  ],
  ['regexp_split', sameAs('mz_regexp_split')],
  ['regexp_count', typedAs('mz_regexp_count')],
  ['regexp_replace', byCount({ 2: call => `mz_regexp_replace(${call.arg(0)}, ${call.arg(1)}, '')`, 3: regexpReplace })],
  ...['protocol', 'host', 'path', 'query', 'fragment'].map((part): readonly [string, Rule] => [
    `url_extract_${part}`,
    call => `mz_url_part(${call.arg(0)}, ${text(part)})`,
  ]),
  ['url_extract_port', sameAs('mz_url_port')],
  ['url_extract_parameter', sameAs('mz_url_parameter')],
  ['url_encode', sameAs('mz_url_encode')],
  ['url_decode', sameAs('mz_url_decode')],
  ['uuid', () => 'uuid()'],
  ['format', format],
  [
    'format_number',
    call => (call.type(0).base === 'double' ? `mz_format_number(${call.arg(0)})` : `mz_format_number(CAST(${call.arg(0)} AS DOUBLE))`),
  ],
];

function ofText(name: string): Rule {
  return call => {
    if (call.type(0).kind !== 'varchar') throw call.refuse(`${call.name} of ${call.type(0).display}`);
    return `${name}(${call.arg(0)})`;
  };
}

function length(call: CallSite): string {
  const type = call.own(0);
  if (type.kind === 'char') return `CASE WHEN ${call.t.expression(call.argument(0))} IS NULL THEN NULL ELSE ${type.length}::BIGINT END`;
  if (type.base === 'varbinary') return `octet_length(${call.arg(0)})`;
  return `length(${call.t.as(call.argument(0), varcharType())})`;
}

function substring(call: CallSite): string {
  if (call.type(0).kind !== 'varchar') throw call.refuse(`${call.name} of ${call.type(0).display}`);
  return call.count === 2 ? `mz_substr(${call.arg(0)}, ${call.arg(1)})` : `mz_substr_length(${call.args().join(', ')})`;
}

function trim(name: string): Rule {
  return call => {
    if (call.own(0).kind === 'char') throw call.refuse(`${name} of char`);
    const value = call.t.as(call.argument(0), varcharType());
    return call.count === 1 ? `mz_${name}(${value})` : `${name}(${value}, ${call.t.as(call.argument(1), varcharType())})`;
  };
}

function splitMap(call: CallSite, keys: string, values: string): string {
  const args = call.args().join(', ');
  return `CASE WHEN ${call.arg(0)} IS NULL THEN NULL ELSE map(${keys}(${args}), ${values}(${args})) END`;
}

function concatWithSeparator(call: CallSite): string {
  const second = call.count > 1 ? call.own(1) : undefined;
  if (second?.kind === 'array') return `mz_concat_ws(${call.arg(0)}, ${call.arg(1)})`;
  const values = call.node.arguments.slice(1).map(argument => call.t.as(argument, varcharType()));
  return `mz_concat_ws(${call.t.as(call.argument(0), varcharType())}, CAST([${values.join(', ')}] AS VARCHAR[]))`;
}

function normalize(call: CallSite): string {
  const form = call.count > 1 ? call.argument(1) : undefined;
  const name = form?.kind === 'Identifier' ? form.value.toUpperCase() : form?.kind === 'StringLiteral' ? form.value : 'NFC';
  if (!['NFC', 'NFD', 'NFKC', 'NFKD'].includes(name)) throw call.refuse();
  return `mz_normalize(${call.t.as(call.argument(0), varcharType())}, ${text(name)})`;
}

function regexpReplace(call: CallSite): string {
  if (call.argument(2).kind === 'LambdaExpression') throw call.refuse('regexp_replace with a lambda');
  return `mz_regexp_replace(${call.args().join(', ')})`;
}

/** Only the conversions whose text Java and we agree on. */
function format(call: CallSite): string {
  const pattern = call.literalText(0);
  const parts = pattern.split(/(%%|%[^a-zA-Z%]*[a-zA-Z](?:[YmdHMS])?)/).filter(part => part !== '');
  let at = 1;
  const pieces = parts.map(part => {
    if (part === '%%') return text('%');
    if (!part.startsWith('%')) return text(part);
    if (part === '%s' && at < call.count) return formatted(call, at++);
    if (part === '%d' && at < call.count && ['tinyint', 'smallint', 'integer', 'bigint'].includes(call.own(at).base))
      return `CAST(${call.t.expression(call.argument(at++))} AS VARCHAR)`;
    throw call.refuse(`format with ${part}`);
  });
  return `(${pieces.length === 0 ? "''" : pieces.map(piece => `coalesce(${piece}, 'null')`).join(' || ')})`;
}

function formatted(call: CallSite, at: number): string {
  const type = call.own(at);
  const value = call.t.expression(call.argument(at));
  if (type.kind === 'varchar') return value;
  if (type.kind === 'decimal') return `mz_decimal_print(${value})`;
  if (['boolean', 'tinyint', 'smallint', 'integer', 'bigint', 'date'].includes(type.base)) return `CAST(${value} AS VARCHAR)`;
  throw call.refuse(`format of ${type.display}`);
}
