/**
 * Types from text: Trino's spelling (`array(row(sku varchar, qty integer))`) and Glue's Hive spelling (`array<struct<sku:string,qty:int>>`).
 * Invariant: never fails; what is not a type is the unresolved type.
 */
import {
  arrayType,
  charType,
  datetime,
  decimalType,
  integerType,
  mapType,
  realType,
  rowType,
  simpleTypes,
  sketchType,
  unresolvedType,
  varbinaryType,
  varcharType,
  type RowField,
  type TrinoType,
} from './TrinoType';

/** How a table's format changes what Glue's type names mean: Iceberg keeps microseconds, Hive tables are read with milliseconds. */
type HiveDialect = 'hive' | 'iceberg';

export function parseTrinoType(text: string): TrinoType {
  return cached(trinoTypes, text, () => new TypeReader(text, undefined).whole());
}

export function parseHiveType(text: string, dialect: HiveDialect): TrinoType {
  return cached(dialect === 'hive' ? hiveTypes : icebergTypes, text, () => new TypeReader(text, dialect).whole());
}

/** Spellings already read: as many as the schemas in use have different types; emptied when a strange catalog makes it large. */
const trinoTypes = new Map<string, TrinoType>();
const hiveTypes = new Map<string, TrinoType>();
const icebergTypes = new Map<string, TrinoType>();

function cached(cache: Map<string, TrinoType>, text: string, read: () => TrinoType): TrinoType {
  const known = cache.get(text);
  if (known) return known;
  if (cache.size > 20_000) cache.clear();
  const type = read();
  cache.set(text, type);
  return type;
}

/** The type that a name with plain parameters stands for in Trino, or undefined where there is no such type. */
export function typeByName(name: string, parameters: readonly (TrinoType | number)[]): TrinoType | undefined {
  const base = name.toLowerCase();
  const [first, second] = parameters;
  if (parameters.length === 0) {
    switch (base) {
      case 'int':
        return integerType;
      case 'double precision':
        return simpleTypes.get('double');
      case 'decimal':
        return decimalType(38, 0);
      case 'varchar':
        return varcharType();
      case 'char':
        return charType(1);
      case 'time':
      case 'timestamp':
        return datetime(base, 3, false);
      default:
        return simpleTypes.get(base);
    }
  }
  switch (base) {
    case 'decimal': {
      const [precision, scale] = [first, second ?? 0];
      if (typeof precision !== 'number' || typeof scale !== 'number' || parameters.length > 2) return undefined;
      return precision >= 1 && precision <= 38 && scale <= precision ? decimalType(precision, scale) : undefined;
    }
    case 'varchar':
      return typeof first === 'number' && parameters.length === 1 && first <= 2147483647 ? varcharType(first) : undefined;
    case 'char':
      return typeof first === 'number' && parameters.length === 1 && first <= 65536 ? charType(first) : undefined;
    case 'time':
    case 'timestamp':
      return typeof first === 'number' && parameters.length === 1 && first <= 12 ? datetime(base, first, false) : undefined;
    case 'array':
      return first !== undefined && typeof first !== 'number' && parameters.length === 1 ? arrayType(first) : undefined;
    case 'map':
      return first !== undefined &&
        second !== undefined &&
        typeof first !== 'number' &&
        typeof second !== 'number' &&
        parameters.length === 2
        ? mapType(first, second)
        : undefined;
    case 'row':
      if (parameters.some(parameter => typeof parameter === 'number')) return undefined;
      return rowType(parameters.map(type => ({ name: undefined, type: typeof type === 'number' ? unresolvedType : type })));
    case 'qdigest':
    case 'classifier':
      return first !== undefined && typeof first !== 'number' && parameters.length === 1 ? sketchType(base, first) : undefined;
    default:
      return undefined;
  }
}

/** No table has types nested deeper; a text that does is not read as one. */
const deepestType = 200;

class TypeReader {
  private readonly text: string;
  private readonly hive: HiveDialect | undefined;
  private at = 0;
  private depth = 0;

  constructor(text: string, hive: HiveDialect | undefined) {
    this.text = text;
    this.hive = hive;
  }

  whole(): TrinoType {
    const type = this.type();
    this.blanks();
    return this.at === this.text.length ? type : unresolvedType;
  }

  private type(): TrinoType {
    if (++this.depth > deepestType) {
      this.at = this.text.length + 1;
      return unresolvedType;
    }
    const type = this.nested();
    this.depth--;
    return type;
  }

  private nested(): TrinoType {
    const name = this.word().toLowerCase();
    if (name === 'row' || name === 'struct') return this.fields();
    if (name === 'interval') return this.interval();
    const parameters = this.take('(') ? this.parameters(')') : this.take('<') ? this.parameters('>') : [];
    if (name === 'time' || name === 'timestamp') return this.datetime(name, parameters);
    const type = this.hive ? (this.hiveType(name, parameters) ?? typeByName(name, parameters)) : typeByName(name, parameters);
    return type ?? unresolvedType;
  }

  private hiveType(name: string, parameters: readonly (TrinoType | number)[]): TrinoType | undefined {
    switch (name) {
      case 'string':
        return varcharType();
      case 'float':
        return realType;
      case 'binary':
        return varbinaryType;
      case 'decimal':
        return parameters.length === 0 ? decimalType(10, 0) : undefined;
      case 'timestamptz':
        return datetime('timestamp', 6, true);
      case 'long':
        return simpleTypes.get('bigint');
      default:
        return undefined;
    }
  }

  private datetime(base: 'time' | 'timestamp', parameters: readonly (TrinoType | number)[]): TrinoType {
    const [precision = this.hive === 'iceberg' ? 6 : 3] = parameters;
    if (typeof precision !== 'number') return unresolvedType;
    const zone = /^\s+with(out)?\s+time\s+zone/i.exec(this.text.slice(this.at));
    if (zone) this.at += zone[0].length;
    return datetime(base, precision, zone !== null && zone[1] === undefined);
  }

  private interval(): TrinoType {
    const range = /^\s*(day\s+to\s+second|year\s+to\s+month)/i.exec(this.text.slice(this.at));
    if (!range) return unresolvedType;
    this.at += range[0].length;
    return simpleTypes.get(`interval ${range[0].trim().toLowerCase().replace(/\s+/g, ' ')}`) ?? unresolvedType;
  }

  private parameters(close: string): (TrinoType | number)[] {
    const found: (TrinoType | number)[] = [];
    do {
      this.blanks();
      const digits = /^\d+/.exec(this.text.slice(this.at));
      if (digits) {
        this.at += digits[0].length;
        found.push(Number(digits[0]));
      } else found.push(this.type());
    } while (this.take(','));
    if (!this.take(close)) this.at = this.text.length + 1;
    return found;
  }

  /** `(name type, type)` of rows and `<name:type>` of structs. */
  private fields(): TrinoType {
    const close = this.take('(') ? ')' : this.take('<') ? '>' : undefined;
    if (!close) return unresolvedType;
    const fields: RowField[] = [];
    do {
      const start = this.at;
      const name = this.word();
      if (this.take(':')) fields.push({ name: name.toLowerCase(), type: this.type() });
      else {
        this.blanks();
        const next = this.text[this.at];
        const isType = next === ',' || next === close || next === '(' || /^(with|day|year)\b/i.test(this.text.slice(this.at));
        if (isType && !this.text.slice(start, this.at).includes('"')) {
          this.at = start;
          fields.push({ name: undefined, type: this.type() });
        } else fields.push({ name, type: this.type() });
      }
    } while (this.take(','));
    if (!this.take(close)) this.at = this.text.length + 1;
    return rowType(fields);
  }

  private word(): string {
    this.blanks();
    if (this.text[this.at] === '"') {
      const quoted = /^"((?:[^"]|"")*)"/.exec(this.text.slice(this.at));
      if (!quoted) return '';
      this.at += quoted[0].length;
      return (quoted[1] ?? '').replaceAll('""', '"');
    }
    const plain = this.hive ? /^[^<>(),:\s]+/.exec(this.text.slice(this.at)) : /^[\p{L}\p{N}_$@-]+/u.exec(this.text.slice(this.at));
    if (!plain) return '';
    this.at += plain[0].length;
    return plain[0];
  }

  private take(mark: string): boolean {
    this.blanks();
    if (this.text[this.at] !== mark) return false;
    this.at++;
    return true;
  }

  private blanks(): void {
    while (this.text[this.at] === ' ' || this.text[this.at] === '\n' || this.text[this.at] === '\t') this.at++;
  }
}
