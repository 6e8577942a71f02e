import { type Expression, Visitor } from 'oxc-parser';
import type { Source } from './sources.ts';

/** A place in the house, as editors open it. */
export type Place = { readonly path: string; readonly line: number; readonly text: string };

/** A function that has a name, with its length in lines. */
export type NamedFunction = Place & { readonly length: number };

/** Casts: `x as T`, but not `as const`. */
export function castsIn(source: Source): Place[] {
  const found: Place[] = [];
  new Visitor({
    TSAsExpression({ start, end, typeAnnotation }) {
      const type = source.text.slice(typeAnnotation.start, typeAnnotation.end);
      if (type !== 'const') found.push(placeIn(source, start, end));
    },
    TSTypeAssertion({ start, end }) {
      found.push(placeIn(source, start, end));
    },
  }).visit(source.program);
  return found;
}

/** Conditional spreads in objects: `...(cond ? {} : { … })` and its mirror, split by whether they only ask for undefined. */
export function conditionalSpreadsIn(source: Source): (Place & { readonly asksUndefined: boolean })[] {
  const found: (Place & { readonly asksUndefined: boolean })[] = [];
  new Visitor({
    ObjectExpression({ properties }) {
      for (const property of properties) {
        if (property.type !== 'SpreadElement') continue;
        const spread = bare(property.argument);
        if (spread.type !== 'ConditionalExpression') continue;
        if (![spread.consequent, spread.alternate].some(isEmptyObject)) continue;
        const asksUndefined = /[!=]== undefined$/.test(source.text.slice(spread.test.start, spread.test.end));
        found.push({ ...placeIn(source, property.start, property.end), asksUndefined });
      }
    },
  }).visit(source.program);
  return found;
}

function bare(value: Expression): Expression {
  return value.type === 'ParenthesizedExpression' ? bare(value.expression) : value;
}

function isEmptyObject(value: Expression): boolean {
  const { type, ...rest } = bare(value);
  return type === 'ObjectExpression' && 'properties' in rest && rest.properties.length === 0;
}

/** Every function that stands under a name: declared, or the value of a variable, a property or a method. */
export function functionsIn(source: Source): NamedFunction[] {
  const found: NamedFunction[] = [];
  const note = ({ start, end }: { readonly start: number; readonly end: number }, name: string) => {
    const line = source.lineAt(start);
    found.push({ path: source.path, line, text: name, length: source.lineAt(end) - line + 1 });
  };
  const noteValue = (value: Expression | null, name: { readonly start: number; readonly end: number }) => {
    if (value?.type === 'ArrowFunctionExpression' || value?.type === 'FunctionExpression')
      note(value, source.text.slice(name.start, name.end));
  };
  new Visitor({
    FunctionDeclaration(node) {
      if (node.body !== null) note(node, node.id?.name ?? 'default');
    },
    VariableDeclarator({ id, init }) {
      noteValue(init, id);
    },
    MethodDefinition({ key, value }) {
      if (value.body !== null) note(value, source.text.slice(key.start, key.end));
    },
    PropertyDefinition({ key, value }) {
      noteValue(value, key);
    },
    ObjectExpression({ properties }) {
      for (const property of properties)
        if (property.type === 'Property') noteValue(property.value, property.key);
    },
  }).visit(source.program);
  return found;
}

/** What a file exports by declaring it, and whether a docstring stands above. */
export function exportsIn(source: Source): (Place & { readonly documented: boolean })[] {
  const docs = source.comments.filter(isDocstring);
  return source.program.body.flatMap((node) => {
    if (node.type !== 'ExportNamedDeclaration' || node.declaration === null) return [];
    const documented = docs.some(
      ({ end }) => end <= node.start && source.text.slice(end, node.start).trim() === '',
    );
    return [{ ...placeIn(source, node.start, node.end), documented }];
  });
}

/** Docstrings that begin with a question's word, so that the first sentence is none. */
export function questioningDocstringsIn(source: Source): Place[] {
  return source.comments
    .filter((comment) => isDocstring(comment) && /^[\s*]*(?:What|Who(?:ever|se|m)?)\b/.test(comment.value))
    .map(({ start, end }) => placeIn(source, start, end));
}

function isDocstring(comment: { readonly type: string; readonly value: string }): boolean {
  return comment.type === 'Block' && comment.value.startsWith('*');
}

/** Lines of comments that run past this column. */
export function wideCommentLinesIn(source: Source, columns: number): Place[] {
  return source.comments.flatMap(({ start, end }) => {
    const first = source.lineAt(start);
    return source.lines
      .slice(first - 1, source.lineAt(end))
      .map((text, place) => ({ path: source.path, line: first + place, text: text.trim() }))
      .filter((_, place) => (source.lines[first - 1 + place] ?? '').length > columns);
  });
}

/** Permissions to change something. Intake is no command: each of its doors asks for its own key. */
const writePermission = /^'(?:switch\.acknowledge|agents\.\w+|incidents\.\w+|plans\.\w+|keys\.manage)'$/;
const checks = /^(?:may|mayTouch|requirePermission|requireRole|whyNotAllowed|commandPlan|permissionRefusal)$/;
const shows = /^(?:may|whyNotAllowed)$/;

/**
 * Calls that let a change through or refuse it, by a permission that stands beside them. Neither is a check: a page of the
 * console that shows or hides, since the command itself is asked; a route that reads (`method: 'get'`); `carries('…')`, which
 * names a command, and whose permission stands in the table.
 */
export function permissionChecksIn(source: Source): Place[] {
  const reads: { readonly start: number; readonly end: number }[] = [];
  new Visitor({
    ObjectExpression({ start, end }) {
      if (/\bmethod: 'get'/.test(source.text.slice(start, end))) reads.push({ start, end });
    },
  }).visit(source.program);
  const found: Place[] = [];
  new Visitor({
    CallExpression({ start, end, callee, arguments: given }) {
      if (callee.type !== 'Identifier' || !checks.test(callee.name)) return;
      if (shows.test(callee.name) && source.path.startsWith('src/console/')) return;
      if (reads.some((read) => read.start < start && end < read.end)) return;
      const texts = given.flatMap((value) => source.text.slice(value.start, value.end).split(/ [?:] /));
      if (texts.some((text) => writePermission.test(text))) found.push(placeIn(source, start, end));
    },
  }).visit(source.program);
  return found;
}

/** Calls of this function. */
export function callsIn(source: Source, name: string): Place[] {
  const found: Place[] = [];
  new Visitor({
    CallExpression({ start, end, callee }) {
      if (callee.type === 'Identifier' && callee.name === name) found.push(placeIn(source, start, end));
    },
  }).visit(source.program);
  return found;
}

function placeIn(source: Source, start: number, end: number): Place {
  const [first = ''] = source.text.slice(start, end).split('\n');
  return { path: source.path, line: source.lineAt(start), text: first };
}
