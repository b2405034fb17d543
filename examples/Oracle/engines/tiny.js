// A tiny engine in JavaScript: Node, no packages. Reverse mode for vjp and grad, dual numbers for jvp, from one table of operators.
// It reads messages on stdin and answers on stdout, a JSON object a line.
'use strict';

class Decline extends Error {}

const size = (shape) => shape.reduce((a, b) => a * b, 1);

// For each place in a big shape, the place in the small one that is broadcast to it.
function places(small, big) {
  const lead = big.length - small.length;
  return Array.from({ length: size(big) }, (_, flat) => {
    let place = 0, step = 1;
    for (let d = big.length - 1; d >= 0; d--) {
      const at = flat % big[d];
      flat = (flat - at) / big[d];
      if (d >= lead) { place += (small[d - lead] === 1 ? 0 : at) * step; step *= small[d - lead]; }
    }
    return place;
  });
}

function broadcast(a, b) {
  const n = Math.max(a.length, b.length), at = (s, d) => s[d - n + s.length] ?? 1;
  return Array.from({ length: n }, (_, d) => {
    const x = at(a, d), y = at(b, d);
    if (x !== y && x !== 1 && y !== 1) throw new Decline('operator-failed: shapes do not broadcast');
    return x === 1 ? y : x;
  });
}

// value, slope (of x and of y = value(x))
const unary = {
  neg: [(x) => -x, () => -1],
  exp: [Math.exp, (x, y) => y],
  log: [Math.log, (x) => 1 / x],
  sqrt: [Math.sqrt, (x, y) => 0.5 / y],
  sin: [Math.sin, Math.cos],
  cos: [Math.cos, (x) => -Math.sin(x)],
  tan: [Math.tan, (x, y) => 1 + y * y],
  atan: [Math.atan, (x) => 1 / (1 + x * x)],
  sinh: [Math.sinh, Math.cosh],
  cosh: [Math.cosh, Math.sinh],
  tanh: [Math.tanh, (x, y) => 1 - y * y],
  sigmoid: [(x) => 1 / (1 + Math.exp(-x)), (x, y) => y * (1 - y)],
  silu: [(x) => x / (1 + Math.exp(-x)), (x, y) => { const s = 1 / (1 + Math.exp(-x)); return s + y * (1 - s); }],
  relu: [(x) => (x > 0 || x !== x ? x : 0), (x) => (x > 0 ? 1 : 0)],
  abs: [Math.abs, (x) => Math.sign(x)],
  square: [(x) => x * x, (x) => 2 * x],
  reciprocal: [(x) => 1 / x, (x, y) => -y * y],
  expm1: [Math.expm1, Math.exp],
  log1p: [Math.log1p, (x) => 1 / (1 + x)],
};

// value, slope in a, slope in b
const binary = {
  add: [(a, b) => a + b, () => 1, () => 1],
  sub: [(a, b) => a - b, () => 1, () => -1],
  mul: [(a, b) => a * b, (a, b) => b, (a) => a],
  div: [(a, b) => a / b, (a, b) => 1 / b, (a, b) => -a / (b * b)],
  hypot: [Math.hypot, (a, b) => a / Math.hypot(a, b), (a, b) => b / Math.hypot(a, b)],
  atan2: [Math.atan2, (a, b) => b / (a * a + b * b), (a, b) => -a / (a * a + b * b)],
};

// A rule gives the value, and the Jacobian as a list of entries [argument, output place, input place, slope]: both modes read that.
const rules = {
  sum: (x) => [{ shape: [], data: [x.data.reduce((a, b) => a + b, 0)] }, x.data.map((_, i) => [0, 0, i, 1])],
  mean: (x) => [{ shape: [], data: [x.data.reduce((a, b) => a + b, 0) / x.data.length] }, x.data.map((_, i) => [0, 0, i, 1 / x.data.length])],
  // Naive: the slope is y / x, which is 0 / 0 where an element is 0. The file of expected failures says so.
  prod: (x) => { const y = x.data.reduce((a, b) => a * b, 1); return [{ shape: [], data: [y] }, x.data.map((v, i) => [0, 0, i, y / v])]; },
  t: (x) => {
    const [n, m] = x.shape, data = [], jacobian = [];
    for (let j = 0; j < m; j++) for (let i = 0; i < n; i++) { jacobian.push([0, data.length, i * m + j, 1]); data.push(x.data[i * m + j]); }
    return [{ shape: [m, n], data }, jacobian];
  },
  mm: (a, b) => {
    if (a.shape.length !== 2 || b.shape.length !== 2 || a.shape[1] !== b.shape[0]) throw new Decline('operator-failed: the inner dimensions of mm differ');
    const [n, k] = a.shape, m = b.shape[1], data = new Array(n * m).fill(0), jacobian = [];
    for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) for (let p = 0; p < k; p++) {
      data[i * m + j] += a.data[i * k + p] * b.data[p * m + j];
      jacobian.push([0, i * m + j, i * k + p, b.data[p * m + j]], [1, i * m + j, p * m + j, a.data[i * k + p]]);
    }
    return [{ shape: [n, m], data }, jacobian];
  },
  softmax: (x, { dim }) => {
    const d = (dim + x.shape.length) % x.shape.length, inner = size(x.shape.slice(d + 1)), n = x.shape[d], data = new Array(x.data.length), jacobian = [];
    for (let o = 0; o < size(x.shape.slice(0, d)); o++) for (let i = 0; i < inner; i++) {
      const row = Array.from({ length: n }, (_, k) => (o * n + k) * inner + i), top = Math.max(...row.map((p) => x.data[p]));
      const e = row.map((p) => Math.exp(x.data[p] - top)), all = e.reduce((a, b) => a + b, 0);
      row.forEach((p, k) => { data[p] = e[k] / all; });
      row.forEach((p) => row.forEach((q) => jacobian.push([0, p, q, data[p] * ((p === q ? 1 : 0) - data[q])])));
    }
    return [{ shape: x.shape, data }, jacobian];
  },
};
for (const [op, [value, slope]] of Object.entries(unary))
  rules[op] = (x) => { const data = x.data.map(value); return [{ shape: x.shape, data }, data.map((y, i) => [0, i, i, slope(x.data[i], y)])]; };
for (const [op, [value, left, right]] of Object.entries(binary))
  rules[op] = (a, b) => {
    const shape = broadcast(a.shape, b.shape), pa = places(a.shape, shape), pb = places(b.shape, shape);
    const pairs = pa.map((p, i) => [a.data[p], b.data[pb[i]]]);
    return [{ shape, data: pairs.map((p) => value(...p)) }, pairs.flatMap((p, i) => [[0, i, pa[i], left(...p)], [1, i, pb[i], right(...p)]])];
  };

function forward(program, tensors) {
  const values = { ...tensors }, tape = [];
  for (const [result, op, names, attributes = {}] of program.nodes) {
    const known = op === 'softmax' ? ['dim'] : [];
    if (!Object.hasOwn(rules, op) || typeof result !== 'string' || Object.keys(attributes).some((a) => !known.includes(a)) || rules[op].length !== names.length + known.length)
      throw new Decline(`unsupported: ${op}`);
    const taken = names.map((n) => (typeof n === 'string' ? values[n] : { shape: [], data: [n] }));
    const [value, jacobian] = rules[op](...taken, ...(known.length ? [attributes] : []));
    values[result] = value;
    tape.push({ result, names, jacobian });
  }
  return [values, tape];
}

const zeros = (value) => new Array(value.data.length).fill(0);

function reverse(values, tape, seeds) {
  const gradients = seeds;
  for (const { result, names, jacobian } of [...tape].reverse()) {
    if (!gradients[result]) continue;
    for (const [argument, out, place, slope] of jacobian) {
      const name = names[argument];
      if (typeof name === 'string') (gradients[name] ??= zeros(values[name]))[place] += gradients[result][out] * slope;
    }
  }
  return gradients;
}

function duals(values, tape, tangents) {
  for (const { result, names, jacobian } of tape) {
    const tangent = tangents[result] = zeros(values[result]);
    for (const [argument, out, place, slope] of jacobian)
      if (tangents[names[argument]]) tangent[out] += slope * tangents[names[argument]][place];
  }
  return tangents;
}

const NAMED = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity };
function read({ dtype, shape, data }) {
  if (dtype !== 'float64') throw new Decline(`unsupported: dtype ${dtype}`);
  return { shape, data: data.map((x) => (typeof x === 'string' ? NAMED[x] : x)) };
}
const write = ({ shape }, data) => ({ dtype: 'float64', shape, data: data.map((x) => (Number.isFinite(x) ? x : String(x))) });
const each = (names, f) => Object.fromEntries(names.map((n) => [n, f(n)]));

function evaluate(asked, { program, tensors, wrt = program.inputs, cotangents, tangents }) {
  if (!['value', 'vjp', 'grad', 'jvp'].includes(asked)) throw new Decline(`unsupported: ${asked}`);
  const [values, tape] = forward(program, each(Object.keys(tensors), (n) => read(tensors[n])));
  const output = { values: each(program.outputs, (n) => write(values[n], values[n].data)) };
  if (asked === 'jvp') {
    const found = duals(values, tape, each(wrt, (n) => read(tangents[n]).data));
    output.jvp = each(program.outputs, (n) => write(values[n], found[n] ?? zeros(values[n])));
  } else if (asked !== 'value') {
    const seeds = each(program.outputs, (n) => {
      if (!cotangents && values[n].data.length !== 1) throw new Decline('non-scalar-output: a gradient needs a scalar');
      const given = cotangents ? read(cotangents[n]) : { shape: values[n].shape, data: [1] };
      if (String(given.shape) !== String(values[n].shape)) throw new Decline('invalid-tensor: a cotangent has the shape of its output');
      return given.data;
    });
    const found = reverse(values, tape, seeds);
    output[asked] = each(wrt, (n) => write(values[n], found[n] ?? zeros(values[n])));
  }
  return output;
}

function answer({ kind, module, function: asked, input }) {
  if (kind === 'start') return { tool: 'tiny.js' };
  if (kind === 'define') return { success: module === 'program' };
  if (kind !== 'evaluate') return {};
  try {
    return { success: true, output: evaluate(asked, input) };
  } catch (reason) {
    if (!(reason instanceof Decline)) throw reason;
    return { success: false, error: reason.message };
  }
}

function serve() {
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const message = JSON.parse(line);
    process.stdout.write(JSON.stringify({ id: message.id, ...answer(message) }) + '\n');
  });
}

module.exports = { evaluate };
if (require.main === module) serve();
