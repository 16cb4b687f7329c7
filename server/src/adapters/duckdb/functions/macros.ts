/**
 * Trino's functions as DuckDB macros, over our own functions where a macro cannot raise or compute what is needed.
 * Invariant: names start with `mz_`; names of lambda parameters start with `_z`, so that no column of a query is caught by them.
 */
const fail = (code: string, message: string): string => `mz_fail('${code}', ${message})`;
const invalid = (message: string): string => fail('INVALID_FUNCTION_ARGUMENT', message);
const divisionByZero = `CAST(${fail('DIVISION_BY_ZERO', `'Division by zero'`)} AS TINYINT)`;
const asIndex = (failure: string): string => `CAST(${failure} AS BIGINT)`;
/** What Trino trims when no characters are given. */
const blanks = `' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(28) || chr(29) || chr(30) || chr(31) || chr(5760) || chr(8192) || chr(8193) || chr(8194) || chr(8195) || chr(8196) || chr(8197) || chr(8198) || chr(8200) || chr(8201) || chr(8202) || chr(8232) || chr(8233) || chr(8287) || chr(12288)`;

/** In order: a macro is made after those it calls. */
export const macros: readonly (readonly [signature: string, body: string])[] = [
  // Numbers
  ['mz_divide(a, b)', `CASE WHEN b = 0 THEN ${divisionByZero} ELSE a // b END`],
  ['mz_modulo(a, b)', `CASE WHEN b = 0 THEN ${divisionByZero} ELSE a % b END`],
  ['mz_unscaled(x, scale)', `CAST(replace(CAST(x AS VARCHAR), '.', '') AS HUGEINT)`],
  [
    'mz_divide_rounded(a, b, factor)',
    `CASE WHEN b = 0 THEN ${divisionByZero} ELSE (CASE WHEN (a < 0) = (b < 0) THEN 1::HUGEINT ELSE (-1)::HUGEINT END) * ((2 * abs(a) * factor + abs(b)) // (2 * abs(b))) END`,
  ],
  // A whole number as the text of a decimal with so many digits behind the point.
  ['mz_digits(q, scale)', `lpad(CAST(abs(q) AS VARCHAR), CAST(greatest(length(CAST(abs(q) AS VARCHAR)), scale + 1) AS INTEGER), '0')`],
  [
    'mz_point(q, scale)',
    `CASE WHEN scale = 0 THEN CAST(q AS VARCHAR) ELSE (CASE WHEN q < 0 THEN '-' ELSE '' END) || left(mz_digits(q, scale), length(mz_digits(q, scale)) - scale) || '.' || right(mz_digits(q, scale), scale) END`,
  ],
  ['mz_decimal_print(x)', `regexp_replace(CAST(x AS VARCHAR), '^(-?)\\.', '\\10.')`],
  ['mz_round(x)', `CASE WHEN isfinite(x) THEN round(x) ELSE x END`],
  ['mz_round_to(x, digits)', `CASE WHEN isfinite(x) THEN round(x, digits) ELSE x END`],
  [
    'mz_round_half_up(x)',
    `CASE WHEN x IS NULL OR isfinite(x) THEN round(x) ELSE CAST(${fail('INVALID_CAST_ARGUMENT', `'Cannot cast ' || CAST(x AS VARCHAR) || ' to an integer'`)} AS DOUBLE) END`,
  ],
  ['mz_bitwise_and(a, b)', 'a & b'],
  ['mz_bitwise_or(a, b)', 'a | b'],
  // Text
  [
    'mz_fit(x, size, type)',
    `CASE WHEN length(x) > size THEN ${fail('INVALID_CAST_ARGUMENT', `'Value ' || x || ' cannot be represented as ' || type`)} ELSE x END`,
  ],
  [
    'mz_to_boolean(x)',
    `CASE WHEN lower(x) IN ('t', 'true', '1') THEN true WHEN lower(x) IN ('f', 'false', '0') THEN false WHEN x IS NULL THEN NULL ELSE CAST(${fail('INVALID_CAST_ARGUMENT', `'Cannot cast ''' || x || ''' to BOOLEAN'`)} AS BOOLEAN) END`,
  ],
  [
    'mz_substr(x, s)',
    `CASE WHEN s = 0 THEN '' WHEN s > 0 THEN substring(x, s) WHEN -s > length(x) THEN '' ELSE substring(x, length(x) + s + 1) END`,
  ],
  [
    'mz_substr_length(x, s, n)',
    `CASE WHEN n <= 0 OR s = 0 THEN CASE WHEN x IS NULL THEN NULL ELSE '' END WHEN s > 0 THEN substring(x, s, n) WHEN -s > length(x) THEN '' ELSE substring(x, length(x) + s + 1, n) END`,
  ],
  ['mz_trim(x)', `trim(x, ${blanks})`],
  ['mz_ltrim(x)', `ltrim(x, ${blanks})`],
  ['mz_rtrim(x)', `rtrim(x, ${blanks})`],
  ...['lpad', 'rpad'].map((name): readonly [string, string] => [
    `mz_${name}(x, n, p)`,
    `CASE WHEN n < 0 OR n > 2147483647 THEN ${invalid(`'Target length must be in the range [0..2147483647]'`)} WHEN p = '' THEN ${invalid(`'Padding string must not be empty'`)} ELSE ${name}(x, CAST(n AS INTEGER), p) END`,
  ]),
  ['mz_replace(x, a, b)', `CASE WHEN a = '' THEN mz_interleave(x, b) ELSE replace(x, a, b) END`],
  ['mz_strpos(x, y, n)', `CASE WHEN n = 1 AND y <> '' THEN CAST(strpos(x, y) AS BIGINT) ELSE mz_strpos_nth(x, y, n) END`],
  // Moments
  ['mz_zoned(moment, zone)', `CASE WHEN moment IS NULL OR zone IS NULL THEN NULL ELSE struct_pack(t := moment, z := zone) END`],
  ['mz_local(x)', `CASE WHEN (x).z = 'UTC' THEN (x).t ELSE mz_local_of((x).t, (x).z) END`],
  ['mz_from_local(moment, zone)', `mz_zoned(CASE WHEN zone = 'UTC' THEN moment ELSE mz_instant_of(moment, zone) END, zone)`],
  ['mz_at_zone(x, zone)', `mz_zoned((x).t, mz_zone(zone))`],
  ['mz_with_zone(moment, zone)', `mz_from_local(moment, mz_zone(zone))`],
  ['mz_from_unixtime(x, zone)', `mz_zoned(mz_unixtime(x), mz_zone(zone))`],
  // Arrays
  [
    'mz_subscript(list, place)',
    `list_extract(list, CASE WHEN list IS NULL THEN NULL WHEN place = 0 THEN ${asIndex(invalid(`'SQL array indices start at 1'`))} WHEN place < 0 THEN ${asIndex(invalid(`'Array subscript is negative: ' || place`))} WHEN place > len(list) THEN ${asIndex(invalid(`'Array subscript must be less than or equal to array length: ' || place || ' > ' || len(list)`))} ELSE place END)`,
  ],
  [
    'mz_map_subscript(items, k)',
    `CASE WHEN k IS NULL OR map_contains(items, k) THEN map_extract_value(items, k) ELSE list_extract(map_values(items), ${asIndex(invalid(`'Key not present in map: ' || CAST(k AS VARCHAR)`))}) END`,
  ],
  [
    'mz_element_at(list, place)',
    `list_extract(list, CASE WHEN place = 0 THEN ${asIndex(invalid(`'SQL array indices start at 1'`))} ELSE place END)`,
  ],
  ['mz_has_null(list)', `(list_count(list) < len(list))`],
  [
    'mz_contains(list, item)',
    `CASE WHEN list IS NULL OR item IS NULL THEN NULL WHEN list_contains(list, item) THEN true WHEN mz_has_null(list) THEN NULL ELSE false END`,
  ],
  [
    'mz_distinct(list)',
    `list_filter(list, lambda _zd, _zp: CASE WHEN _zd IS NULL THEN list_position(list_transform(list, lambda _zq: _zq IS NULL), true) = _zp ELSE list_position(list, _zd) = _zp END)`,
  ],
  ['mz_within(list, item)', `CASE WHEN item IS NULL THEN mz_has_null(list) ELSE list_contains(list, item) END`],
  ['mz_array_remove(list, item)', `CASE WHEN item IS NULL THEN NULL ELSE list_filter(list, lambda _zr: _zr IS DISTINCT FROM item) END`],
  ['mz_array_intersect(a, b)', `CASE WHEN b IS NULL THEN NULL ELSE list_filter(mz_distinct(a), lambda _zi: mz_within(b, _zi)) END`],
  ['mz_array_except(a, b)', `CASE WHEN b IS NULL THEN NULL ELSE list_filter(mz_distinct(a), lambda _zx: NOT mz_within(b, _zx)) END`],
  [
    'mz_arrays_overlap(a, b)',
    `CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN list_has_any(a, b) THEN true WHEN len(a) > 0 AND len(b) > 0 AND (mz_has_null(a) OR mz_has_null(b)) THEN NULL ELSE false END`,
  ],
  [
    'mz_array_histogram(list)',
    `CASE WHEN list IS NULL THEN NULL ELSE map(list_filter(mz_distinct(list), lambda _zh: _zh IS NOT NULL), list_transform(list_filter(mz_distinct(list), lambda _zh: _zh IS NOT NULL), lambda _zk: CAST(len(list_filter(list, lambda _ze: _ze = _zk)) AS BIGINT))) END`,
  ],
  [
    'mz_slice_from(list, start, n)',
    `list_slice(list, CASE WHEN start > 0 THEN start WHEN -start > len(list) THEN len(list) + 1 ELSE len(list) + start + 1 END, CASE WHEN start > 0 THEN start + n - 1 WHEN -start > len(list) THEN len(list) ELSE len(list) + start + n END)`,
  ],
  [
    'mz_slice(list, start, n)',
    `mz_slice_from(list, CASE WHEN start = 0 THEN ${asIndex(invalid(`'SQL array indices start at 1'`))} ELSE start END, CASE WHEN n < 0 THEN ${asIndex(invalid(`'length must be greater than or equal to 0'`))} ELSE least(n, len(list)) END)`,
  ],
  [
    'mz_trim_array(list, n)',
    `list_slice(list, 1, len(list) - CASE WHEN n < 0 THEN ${asIndex(invalid(`'size must not be negative: ' || n`))} WHEN n > len(list) THEN ${asIndex(invalid(`'size must not exceed array cardinality ' || len(list) || ': ' || n`))} ELSE n END)`,
  ],
  ['mz_flatten(lists)', 'flatten(lists)'],
  [
    'mz_repeat(item, n)',
    `list_transform(range(0, CASE WHEN n > 10000 THEN ${asIndex(invalid(`'count argument of repeat function must be less than or equal to 10000'`))} ELSE greatest(n, 0) END), lambda _zn: item)`,
  ],
  [
    'mz_sequence(a, b, s)',
    `generate_series(a, b, CASE WHEN s = 0 THEN ${asIndex(invalid(`'step must not be zero'`))} WHEN (b - a) * sign(s) < 0 THEN ${asIndex(invalid(`'sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start'`))} WHEN (b - a) // s >= 10000 THEN ${asIndex(invalid(`'result of sequence function must not have more than 10000 entries'`))} ELSE s END)`,
  ],
  [
    'mz_time_step(a, b, s, whole)',
    `CASE WHEN s = to_days(0) THEN ${invalid(`'step must not be zero'`)} WHEN (a < b AND s < to_days(0)) OR (a > b AND s > to_days(0)) THEN ${invalid(`'sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start'`)} WHEN whole AND mz_interval_part(s, 'total_millisecond') % 86400000 <> 0 THEN ${invalid(`'sequence step must be a day interval if start and end values are dates'`)} ELSE '' END`,
  ],
  ['mz_sequence_time(a, b, s, whole)', `generate_series(a, b, CASE WHEN mz_time_step(a, b, s, whole) = '' THEN s ELSE s END)`],
  [
    'mz_sequence_months(a, b, s)',
    `list_filter(list_transform(range(0, abs(datesub('month', a, b)) // abs(mz_divide(mz_interval_part(s, 'total_month'), 1)) + 2), lambda _zm: a + to_months(CAST(_zm * mz_interval_part(s, 'total_month') AS INTEGER))), lambda _zf: CASE WHEN mz_time_step(a, b, s, false) <> '' THEN false WHEN mz_interval_part(s, 'total_month') > 0 THEN _zf <= b ELSE _zf >= b END)`,
  ],
  [
    'mz_any(list)',
    `CASE WHEN list IS NULL THEN NULL WHEN list_contains(list, true) THEN true WHEN mz_has_null(list) THEN NULL ELSE false END`,
  ],
  [
    'mz_all(list)',
    `CASE WHEN list IS NULL THEN NULL WHEN list_contains(list, false) THEN false WHEN mz_has_null(list) THEN NULL ELSE true END`,
  ],
  ['mz_all_equal(lengths, list)', `CASE WHEN lengths IS NULL THEN NULL WHEN NOT lengths THEN false ELSE mz_all(list) END`],
  [
    'mz_ordered(answer, undecided)',
    `CASE WHEN undecided THEN CAST(${fail('NOT_SUPPORTED', `'comparison of arrays and rows with null elements is not supported'`)} AS BOOLEAN) ELSE answer END`,
  ],
  [
    'mz_ngrams(list, n)',
    `CASE WHEN n <= 0 THEN [list_slice(list, ${asIndex(invalid(`'N must be positive'`))}, 1)] WHEN len(list) <= n THEN [list] ELSE list_transform(range(1, len(list) - n + 2), lambda _zg: list_slice(list, _zg, _zg + n - 1)) END`,
  ],
  // Maps
  ['mz_map(k, v)', `CASE WHEN k IS NULL OR v IS NULL THEN NULL ELSE map(k, v) END`],
  [
    'mz_entries_map(entries)',
    `CASE WHEN entries IS NULL THEN NULL ELSE map(list_transform(entries, lambda _za: struct_extract(_za, 'key')), list_transform(entries, lambda _zb: struct_extract(_zb, 'value'))) END`,
  ],
  ['mz_keys_of(pairs)', `list_transform(pairs, lambda _zc: struct_extract(_zc, 'k'))`],
  [
    'mz_map_agg(pairs)',
    `CASE WHEN pairs IS NULL THEN NULL ELSE map(mz_distinct(mz_keys_of(pairs)), list_transform(mz_distinct(mz_keys_of(pairs)), lambda _zj: struct_extract(list_extract(pairs, list_position(mz_keys_of(pairs), _zj)), 'v'))) END`,
  ],
  [
    'mz_multimap_agg(pairs)',
    `CASE WHEN pairs IS NULL THEN NULL ELSE map(mz_distinct(mz_keys_of(pairs)), list_transform(mz_distinct(mz_keys_of(pairs)), lambda _zl: list_transform(list_filter(pairs, lambda _zo: struct_extract(_zo, 'k') = _zl), lambda _zs: struct_extract(_zs, 'v')))) END`,
  ],
  // Aggregates
  [
    'mz_percentile(list, p)',
    `CASE WHEN p < 0 OR p > 1 THEN list_extract(list, ${asIndex(invalid(`'percentile must be between 0 and 1'`))}) ELSE list_extract(list_sort(list), CAST(least(floor(len(list) * p) + 1, len(list)) AS BIGINT)) END`,
  ],
];
