/** What Jinja's filters and tests and dbt's own functions do, in a sentence each: for hover and completion. */

export interface JinjaDescription {
  readonly name: string;
  readonly kind: 'filter' | 'test' | 'function';
  /** As it is written, with the defaults of its arguments. */
  readonly signature: string;
  readonly summary: string;
}

export function describeJinja(kind: JinjaDescription['kind'], name: string): JinjaDescription | undefined {
  return byName.get(`${kind} ${name}`);
}

const filterLines = `
abs | value \\| abs | The number without its sign.
attr | value \\| attr(name) | The attribute of that name; items of a mapping are not looked at.
batch | items \\| batch(linecount, fill_with=none) | Lists of that many items each; the last one may be filled up.
capitalize | text \\| capitalize | First letter upper case, all others lower case.
center | text \\| center(width=80) | The text in the middle of a field of that width.
count | items \\| count | How many items there are; the same as length.
default | value \\| default(default_value='', boolean=false) | Another value where this one is undefined, or, with boolean, where it is false or empty.
dictsort | mapping \\| dictsort(case_sensitive=false, by='key', reverse=false) | Pairs of key and value in order of the keys or values.
escape | text \\| escape | The text with the characters special to HTML replaced.
filesizeformat | bytes \\| filesizeformat(binary=false) | A number of bytes as people write it, such as 1.2 MB.
first | items \\| first | The first item; undefined where there is none.
float | value \\| float(default=0.0) | The value as a float, or the default where it is no number.
format | text \\| format(*values, **named) | The text with its % directives filled in.
groupby | items \\| groupby(attribute, default=none, case_sensitive=false) | Groups of items that share the attribute's value, as pairs of grouper and list.
indent | text \\| indent(width=4, first=false, blank=false) | Every line but the first one moved to the right.
int | value \\| int(default=0, base=10) | The value as an int, or the default where it is no number.
items | mapping \\| items | Pairs of key and value; nothing for an undefined value.
join | items \\| join(d='', attribute=none) | The items as one text, with a separator between them.
last | items \\| last | The last item; undefined where there is none.
length | items \\| length | How many items, keys or characters there are.
list | items \\| list | A list of the items; of a text, its characters.
lower | text \\| lower | The text in lower case.
map | items \\| map(filter, *arguments) or map(attribute=name, default=none) | Applies a filter to each item, or takes an attribute of each. Can be read once: add list to keep it.
max | items \\| max(case_sensitive=false, attribute=none) | The greatest item.
min | items \\| min(case_sensitive=false, attribute=none) | The least item.
pprint | value \\| pprint | The value as Python prints it for people, broken over lines.
random | items \\| random | One of the items. Medallion always takes the first, so that a model compiles to the same text each time.
reject | items \\| reject(test, *arguments) | The items for which the test does not hold. Can be read once.
rejectattr | items \\| rejectattr(attribute, test, *arguments) | The items whose attribute does not pass the test. Can be read once.
replace | text \\| replace(old, new, count=none) | The text with one part replaced by another.
reverse | items \\| reverse | The items, or the characters of a text, from the end.
round | number \\| round(precision=0, method='common') | Rounded to that many digits; halves go to the even neighbour. Methods: common, ceil, floor.
safe | text \\| safe | Marks a text as needing no HTML escapes.
select | items \\| select(test, *arguments) | The items for which the test holds, or, without one, those that are true. Can be read once.
selectattr | items \\| selectattr(attribute, test, *arguments) | The items whose attribute passes the test. Can be read once.
slice | items \\| slice(slices, fill_with=none) | That many lists of nearly equal length.
sort | items \\| sort(reverse=false, case_sensitive=false, attribute=none) | A sorted list; several attributes are given with commas between them.
string | value \\| string | The value as text.
striptags | text \\| striptags | The text without HTML tags, blanks drawn together.
sum | items \\| sum(attribute=none, start=0) | The sum of the items, or of one of their attributes.
title | text \\| title | Every word with a capital first letter.
tojson | value \\| tojson(indent=none) | The value as JSON with sorted keys; <, >, & and ' are written as escapes. The function tojson() leaves them alone.
trim | text \\| trim(chars=none) | The text without blanks, or without those characters, at both ends.
truncate | text \\| truncate(length=255, killwords=false, end='...', leeway=5) | The beginning of a text that is too long.
unique | items \\| unique(case_sensitive=false, attribute=none) | The items without repetitions. Can be read once.
upper | text \\| upper | The text in upper case.
urlencode | value \\| urlencode | The text, or the pairs of a mapping, as part of a URL.
urlize | text \\| urlize | The text with its web addresses made into HTML links.
wordcount | text \\| wordcount | How many words the text has.
wordwrap | text \\| wordwrap(width=79, break_long_words=true, wrapstring=none) | The text broken into lines of that width.
xmlattr | mapping \\| xmlattr(autospace=true) | The pairs as attributes of an XML element.
as_bool | text \\| as_bool | In YAML: read the rendered text as a boolean. In SQL it does nothing.
as_native | text \\| as_native | In YAML: read the rendered text as a Python value. In SQL it does nothing.
as_number | text \\| as_number | In YAML: read the rendered text as a number. In SQL it does nothing.
as_text | text \\| as_text | In YAML: keep the rendered text as text. In SQL it does nothing.
is_list | value \\| is_list | Whether the value is a list.`;

const testLines = `
boolean | value is boolean | true or false, not a number.
callable | value is callable | A macro or a function. Undefined values count too: calling one is the error.
defined | name is defined | The name has a value; none is a value.
divisibleby | number is divisibleby(other) | No rest is left by the division.
even | number is even | An even number.
false | value is false | Exactly false.
float | value is float | A float; 1 is none.
in | value is in(items) | One of the items, keys, or a part of the text.
integer | value is integer | An int; true is none.
iterable | value is iterable | A for loop can read it; texts too.
lower | text is lower | Has letters, none of them upper case.
mapping | value is mapping | A dict.
none | value is none | Exactly none; undefined is not none.
number | value is number | An int or a float, and also true and false.
odd | number is odd | An odd number.
sameas | value is sameas(other) | The very same object.
sequence | value is sequence | Has a length and items: lists, tuples, texts, dicts.
string | value is string | A text. A relation is none: add | string.
true | value is true | Exactly true.
undefined | name is undefined | The name has no value.
upper | text is upper | Has letters, none of them lower case.`;

const functionLines = `
diff_of_two_dicts | diff_of_two_dicts(dict_a, dict_b) | What the lists of the first dict hold that those of the second do not.
fromjson | fromjson(string, default=none) | The value that a JSON text holds, or the default where it is no JSON.
fromyaml | fromyaml(string, default=none) | The value that a YAML text holds, or the default where it is no YAML.
local_md5 | local_md5(value) | MD5 of a text, computed while compiling: nothing is sent to the engine.
log | log(msg, info=false) | Writes a line to dbt's log, and to the terminal with info; prints nothing into the SQL.
namespace | namespace(**values) | An object whose attributes can be set inside loops, where plain variables do not survive.
print | print(msg) | Writes a line to the terminal; prints nothing into the SQL.
range | range(start=0, stop, step=1) | The ints from start up to, and without, stop; at most 100,000.
return | return(data) | Ends the macro and gives this value, with its type, to the caller. Outside of macros it is an error.
set | set(value, default=none) | The distinct members of an iterable, or the default where it is none.
set_strict | set_strict(value) | The distinct members of an iterable; an error where it is none.
tojson | tojson(value, default=none, sort_keys=false) | The value as JSON.
toyaml | toyaml(value, default=none, sort_keys=false) | The value as YAML in block style.
zip | zip(*iterables, default=none) | Tuples of the first, second, … members of each; ends with the shortest. Can be read once.
zip_strict | zip_strict(*iterables) | As zip, but an error where one cannot be iterated.
modules | modules.datetime, modules.re, modules.itertools, modules.pytz | Parts of Python's library that macros may use.
run_started_at | run_started_at | When the run began, in UTC: a datetime.
invocation_id | invocation_id | The identifier of this run.
execute | execute | False while dbt reads the project, true while it compiles and runs: guard queries with it.
exceptions | exceptions.raise_compiler_error(msg) | Stops with a message; warn(msg) goes on.`;

/** Columns are set off by ` | `; a bar inside of one is written `\|`. */
function read(kind: JinjaDescription['kind'], lines: string): readonly JinjaDescription[] {
  return lines
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const [name = '', signature = '', ...summary] = line.split(/(?<!\\) \| /);
      return { name, kind, signature: signature.replaceAll('\\|', '|'), summary: summary.join(' | ') };
    });
}

export const jinjaDescriptions: readonly JinjaDescription[] = [
  ...read('filter', filterLines),
  ...read('test', testLines),
  ...read('function', functionLines),
];

const byName = new Map(jinjaDescriptions.map(description => [`${description.kind} ${description.name}`, description]));
