import { floatOf } from '../values/exact-number.ts';
import { type Arguments, FILTERS } from './filters.ts';
import { callMethod } from './methods.ts';
import { operate } from './operators.ts';
import { isNode, type Node, TEST_PREFIX } from './parse.ts';
import { TESTS } from './tests.ts';
import { isMapping, itemsOf, numberOf, TemplateFault, textOf, truthy, Undefined } from './values.ts';

/** What a template sees: variables and functions by name. */
export interface Scope {
  /** Undefined, as a value of that name, where there is none. */
  readonly variable: (name: string) => unknown;
  readonly call: (name: string, args: Arguments) => unknown;
}

/** More steps than any template of an inventory takes; one that never ends must end. */
const MOST_STEPS = 100_000;

/** Walks a parsed template. Nothing of JavaScript can be reached from it: own items of plain values only. */
export class Interpreter {
  readonly #scope: Scope;
  readonly #locals: Map<string, unknown>[] = [new Map()];
  #steps = 0;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** What the parts of a template give, each as it is. */
  parts(nodes: readonly Node[]): unknown[] {
    return nodes.flatMap((node) => this.#statement(node));
  }

  #statement(node: Node): unknown[] {
    if (node.type === 'Comment') return [];
    if (node.type === 'If')
      return this.parts(list(truthy(this.value(node.test)) ? node.body : node.alternate));
    if (node.type === 'For') return this.#loop(node);
    if (node.type === 'Set') {
      const { assignee } = node;
      if (!isNode(assignee) || assignee.type !== 'Identifier' || !isNode(node.value)) throw outOfReach('set');
      this.#locals.at(-1)?.set(String(assignee.value), this.value(node.value));
      return [];
    }
    return [this.value(node)];
  }

  #loop(node: Node): unknown[] {
    const names =
      isNode(node.loopvar) && node.loopvar.type === 'TupleLiteral'
        ? list(node.loopvar.value)
        : [node.loopvar];
    const items = itemsOf(this.value(node.iterable));
    if (items.length === 0) return this.parts(list(node.defaultBlock));
    return items.flatMap((item, index) => {
      const values = names.length === 1 ? [item] : itemsOf(item);
      const local = new Map<string, unknown>(
        names.map((name, at) => [isNode(name) ? String(name.value) : '', values[at]]),
      );
      const last = index === items.length - 1;
      local.set('loop', { index: index + 1, index0: index, first: index === 0, last, length: items.length });
      this.#locals.push(local);
      const parts = this.parts(list(node.body));
      this.#locals.pop();
      return parts;
    });
  }

  value(node: unknown): unknown {
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) throw new TemplateFault('it takes too many steps');
    if (!isNode(node)) throw outOfReach('an empty part');
    const evaluate = EVALUATE[node.type];
    if (evaluate === undefined) throw outOfReach(node.type);
    return evaluate(this, node);
  }

  lookUp(name: string): unknown {
    const local = this.#locals.findLast((each) => each.has(name));
    if (local !== undefined) return local.get(name);
    if (name in CONSTANTS) return CONSTANTS[name];
    return this.#scope.variable(name);
  }

  call(name: string, args: Arguments): unknown {
    return this.#scope.call(name, args);
  }

  arguments(nodes: unknown): Arguments {
    const positional: unknown[] = [];
    const named: Record<string, unknown> = {};
    for (const node of list(nodes)) {
      if (node.type === 'KeywordArgumentExpression' && isNode(node.key))
        named[String(node.key.value)] = this.value(node.value);
      else positional.push(this.value(node));
    }
    return { positional, named };
  }
}

const CONSTANTS: Readonly<Record<string, unknown>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
};

function list(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function outOfReach(what: string): TemplateFault {
  return new TemplateFault(`it uses what is not known here: ${what}`);
}

type Evaluate = (run: Interpreter, node: Node) => unknown;

const EVALUATE: Readonly<Record<string, Evaluate>> = {
  StringLiteral: (_run, { value }) => value,
  IntegerLiteral: (_run, { value }) => value,
  FloatLiteral: (_run, { value }) => floatOf(Number(value)),
  ArrayLiteral: (run, { value }) => list(value).map((each) => run.value(each)),
  TupleLiteral: (run, { value }) => list(value).map((each) => run.value(each)),
  ObjectLiteral: (run, { value }) =>
    Object.fromEntries(
      value instanceof Map ? [...value].map(([key, each]) => [textOf(run.value(key)), run.value(each)]) : [],
    ),
  Identifier: (run, { value }) => run.lookUp(String(value)),
  BinaryExpression: binary,
  UnaryExpression: unary,
  Ternary: (run, { condition, trueExpr, falseExpr }) =>
    run.value(truthy(run.value(condition)) ? trueExpr : falseExpr),
  SelectExpression: (run, { lhs, test }) =>
    truthy(run.value(test)) ? run.value(lhs) : new Undefined('the value without an "else"'),
  MemberExpression: member,
  CallExpression: call,
  FilterExpression: filter,
  TestExpression: (run, { operand, test, negate }) => {
    const name = isNode(test) ? String(test.value) : '';
    return applyTest(run.value(operand), name, { positional: [], named: {} }) !== negate;
  },
};

const operatorOf = (node: Node): string => {
  const { operator } = node;
  return typeof operator === 'object' && operator !== null && 'value' in operator
    ? String(operator.value)
    : '';
};

function binary(run: Interpreter, node: Node): unknown {
  const operator = operatorOf(node);
  const left = run.value(node.left);
  if (operator === 'and') return truthy(left) ? run.value(node.right) : left;
  if (operator === 'or') return truthy(left) ? left : run.value(node.right);
  return operate(operator, left, run.value(node.right));
}

function unary(run: Interpreter, node: Node): unknown {
  const value = run.value(node.argument);
  const operator = operatorOf(node);
  if (operator === 'not') return !truthy(value);
  return operator === '-' ? operate('-', 0, value) : operate('+', 0, value);
}

function member(run: Interpreter, node: Node): unknown {
  const object = run.value(node.object);
  const { property } = node;
  if (isNode(property) && property.type === 'SliceExpression') return slice(run, object, property);
  const key = node.computed === true ? run.value(property) : isNode(property) ? property.value : undefined;
  return itemOf(object, key);
}

/** An own item, and nothing that JavaScript's objects have besides. */
export function itemOf(object: unknown, key: unknown): unknown {
  // As in Ansible, what is below something undefined is undefined, too.
  if (object instanceof Undefined) return object;
  const index = numberOf(key);
  if ((Array.isArray(object) || typeof object === 'string') && index !== undefined) {
    const items = typeof object === 'string' ? [...object] : object;
    return items.at(index) ?? new Undefined(`item ${index}`);
  }
  if (isMapping(object) && Object.hasOwn(object, String(key))) return object[String(key)];
  return new Undefined(`"${String(key)}"`);
}

function slice(run: Interpreter, object: unknown, node: Node): unknown {
  const bound = (part: unknown) => (isNode(part) ? numberOf(run.value(part)) : undefined);
  const step = bound(node.step) ?? 1;
  const items = typeof object === 'string' ? [...object] : itemsOf(object);
  const reversed = step === -1 && bound(node.start) === undefined && bound(node.stop) === undefined;
  if (step < 1 && !reversed) throw outOfReach('a slice with this step');
  const taken = reversed
    ? [...items].reverse()
    : items.slice(bound(node.start), bound(node.stop)).filter((_, index) => index % step === 0);
  return typeof object === 'string' ? taken.join('') : taken;
}

function call(run: Interpreter, node: Node): unknown {
  const { callee } = node;
  if (!isNode(callee)) throw outOfReach('a call');
  const args = run.arguments(node.args);
  if (callee.type === 'MemberExpression' && callee.computed !== true && isNode(callee.property))
    return callMethod(run.value(callee.object), String(callee.property.value), args);
  if (callee.type === 'Identifier') return run.call(String(callee.value), args);
  throw outOfReach('a call of a value');
}

function filter(run: Interpreter, node: Node): unknown {
  const operand = run.value(node.operand);
  const called = isNode(node.filter) ? node.filter : undefined;
  const isCall = called?.type === 'CallExpression' && isNode(called.callee);
  const name = String(isCall && isNode(called.callee) ? called.callee.value : called?.value);
  const args = isCall ? run.arguments(called.args) : { positional: [], named: {} };
  return applyFilter(operand, name, args);
}

function applyFilter(operand: unknown, name: string, args: Arguments): unknown {
  if (name.startsWith(TEST_PREFIX)) {
    const test = name.slice(TEST_PREFIX.length);
    const negated = test.startsWith('not ');
    return applyTest(operand, negated ? test.slice(4) : test, args) !== negated;
  }
  if (name === 'default' || name === 'd') {
    const { positional, named } = args;
    const otherwise = positional[0] ?? named.default_value ?? '';
    const alsoEmpty = truthy(positional[1] ?? named.boolean ?? false);
    return operand instanceof Undefined || (alsoEmpty && !truthy(operand)) ? otherwise : operand;
  }
  if (SELECTING.has(name)) return select(name, operand, args);
  const apply = FILTERS.get(name);
  if (apply === undefined) throw outOfReach(`the filter "${name}"`);
  if (operand instanceof Undefined && name !== 'mandatory')
    throw new TemplateFault(`${operand.what} is not defined`);
  return apply(operand, args);
}

function applyTest(value: unknown, name: string, { positional, named }: Arguments): boolean {
  const test = Object.hasOwn(TESTS, name) ? TESTS[name] : undefined;
  if (test === undefined) throw outOfReach(`the test "${name}"`);
  return test(value, positional, named);
}

const SELECTING: ReadonlySet<string> = new Set(['map', 'select', 'reject', 'selectattr', 'rejectattr']);

/** The filters that take another filter or a test by name. */
function select(name: string, operand: unknown, { positional, named }: Arguments): unknown[] {
  const items = itemsOf(operand);
  const attribute = (item: unknown, path: unknown): unknown =>
    String(path)
      .split('.')
      .reduce<unknown>((inner, key) => itemOf(inner, key), item);
  if (name === 'map') {
    const [other, ...rest] = positional;
    if (named.attribute === undefined)
      return items.map((item) => applyFilter(item, textOf(other), { positional: rest, named }));
    return items.map((item) => {
      const found = attribute(item, named.attribute);
      return found instanceof Undefined && named.default !== undefined ? named.default : found;
    });
  }
  const wanted = name.startsWith('select');
  const ofAttribute = name.endsWith('attr');
  const [path, test = 'truthy', ...rest] = ofAttribute ? positional : ['', ...positional];
  return items.filter((item) => {
    const value = ofAttribute ? attribute(item, path) : item;
    return applyTest(value, textOf(test), { positional: rest, named }) === wanted;
  });
}
