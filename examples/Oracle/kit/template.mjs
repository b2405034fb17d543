// An adapter: copy it, fill in the places marked HERE, then run  node judge.mjs my_engine.mjs --filter smoke
//
// It answers value, grad and vjp in float64. What is not in OPERATORS is declined, so two operators are enough for a first result.

export const dtypes = ['float64'];
export const functions = ['value', 'grad', 'vjp'];

// HERE: ATen's names of operators and what your engine has for them. Arguments are tensors or numbers; last come the attributes.
const OPERATORS = {
  add: (self, other, { alpha = 1, ...more }) => (alpha === 1 ? known(more) && plus(self, other) : unsupported('alpha')),
  mul: (self, other, more) => known(more) && times(self, other),
  // sum: (self, { dim, keepdim = false, ...more }) => ...
};

function plus(a, b) { return unsupported('HERE: a sum'); }
function times(a, b) { return unsupported('HERE: a product'); }

// HERE: a differentiable tensor of yours, from a shape and flat row-major numbers.
function tensor(shape, data) { return unsupported('tensor'); }

// HERE: [shape, flat data] of a tensor of yours.
function contents(y) { return unsupported('contents'); }

// HERE: the gradient in each input of sum(cotangent * output), as tensors of yours; undefined where no output depends on it.
function gradients(outputs, cotangents, inputs) { return unsupported('gradients'); }

const NAMED = { NaN, Infinity, '-Infinity': -Infinity };
const unsupported = (what) => { throw new Error(`unsupported: ${what}`); };
const known = (attributes) => Object.keys(attributes).length === 0 || unsupported(Object.keys(attributes)[0]);
const read = ({ shape, data }) => tensor(shape, data.map((x) => (typeof x === 'string' ? NAMED[x] : x)));
const write = ([shape, data]) => ({ dtype: 'float64', shape: [...shape], data: [...data] });
const each = (names, f) => Object.fromEntries(names.map((name, i) => [name, f(name, i)]));

export function evaluate(asked, { program, tensors, wrt = program.inputs, cotangents }) {
  const values = each(program.inputs, (n) => read(tensors[n]));
  for (const [result, op, names, attributes = {}] of program.nodes) {
    const f = Object.hasOwn(OPERATORS, op) ? OPERATORS[op] : unsupported(op);
    if (typeof result !== 'string' || f.length !== names.length + 1) unsupported(`${op} with these arguments`);
    values[result] = f(...names.map((a) => (typeof a === 'string' ? values[a] : a)), attributes);
  }
  const outputs = program.outputs.map((n) => values[n]), answer = { values: each(program.outputs, (_, i) => write(contents(outputs[i]))) };
  if (asked === 'value') return answer;
  if (!cotangents && contents(outputs[0])[1].length !== 1) throw new Error('non-scalar-output: the output is no single number');
  const seeds = program.outputs.map((n, i) => (cotangents ? read(cotangents[n]) : tensor(contents(outputs[i])[0], [1])));
  if (seeds.some((c, i) => String(contents(c)[0]) !== String(contents(outputs[i])[0])))
    throw new Error('invalid-tensor: a cotangent has the shape of its output');
  const found = gradients(outputs, seeds, wrt.map((n) => values[n]));
  answer[asked] = each(wrt, (n, i) =>
    write(found[i] === undefined ? [tensors[n].shape, tensors[n].data.map(() => 0)] : contents(found[i])));
  return answer;
}
