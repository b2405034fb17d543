// TensorFlow.js (the package @tensorflow/tfjs, with its CPU backend) as an engine:
//
//     npm install @tensorflow/tfjs
//     node ../kit/judge.mjs tensorflow.mjs
//
// It has float32 only. It has no forward mode, no .grad and no writes in place, so cases of these are declined.
import * as tf from '@tensorflow/tfjs';
import { each, numbers, run, unsupported } from './program.mjs';

await tf.setBackend('cpu');
export const name = `TensorFlow.js ${tf.version.tfjs}`;
export const dtypes = ['float32', 'int64', 'bool'];
export const functions = ['value', 'grad', 'vjp', 'jacobian', 'hessian', 'hvp'];

const size = (shape) => shape.reduce((a, b) => a * b, 1);
const places = (x) => [...x.shape.keys()];
const from = (dim, x) => (dim < 0 ? dim + x.rank : dim);
const reduced = (x, how) => [(a) => a, (a) => tf.mean(a), (a) => tf.sum(a)][how](x);

function swap(x, a, b) {
  const order = places(x);
  [order[from(a, x)], order[from(b, x)]] = [from(b, x), from(a, x)];
  return tf.transpose(x, order);
}

function part(x, dim, start, length) {
  const begin = x.shape.map(() => 0), sizes = [...x.shape], d = from(dim, x);
  begin[d] = start < 0 ? start + x.shape[d] : start;
  sizes[d] = length;
  return tf.slice(x, begin, sizes);
}

function stepped(x, dim, start, end, step) {
  const d = from(dim, x), begin = x.shape.map(() => 0), ends = [...x.shape], steps = x.shape.map(() => 1);
  [begin[d], ends[d], steps[d]] = [start, Math.min(end ?? x.shape[d], x.shape[d]), step];
  return step === 1 ? part(x, dim, start, ends[d] - start) : tf.stridedSlice(x, begin, ends, steps);
}

function variance({ self, dim, correction = 1, keepdim = false }) {
  const axes = [dim ?? places(self)].flat(), n = axes.reduce((count, d) => count * self.shape[from(d, self)], 1);
  return tf.mul(tf.moments(self, axes, keepdim).variance, n / (n - correction));
}

function pieces(x, length, dim) {
  const n = x.shape[from(dim, x)], sizes = [];
  for (let i = 0; i < n; i += length) sizes.push(Math.min(length, n - i));
  return tf.split(x, sizes, from(dim, x));
}

function pad({ self, pad: widths, value = 0 }) {
  if (widths.some((n) => n < 0)) unsupported('constant_pad_nd with these arguments');
  const pairs = self.shape.map((_, d) => { const back = self.rank - 1 - d; return [widths[2 * back] ?? 0, widths[2 * back + 1] ?? 0]; });
  return tf.pad(self, pairs, value);
}

const filled = (list, n, value) => { const all = [list ?? value].flat(); return all.length === 1 ? Array(n).fill(all[0]) : all; };

// PyTorch has channels first, TensorFlow last.
function convolution(n) {
  const last = [0, ...Array.from({ length: n }, (_, d) => d + 2), 1], first = [0, n + 1, ...Array.from({ length: n }, (_, d) => d + 1)];
  const kernel = [...Array.from({ length: n }, (_, d) => d + 2), 1, 0];
  return ({ input, weight, bias, stride, padding, dilation, groups = 1 }) => {
    if (groups !== 1) unsupported('groups');
    const padded = tf.pad(tf.transpose(input, last), [[0, 0], ...filled(padding, n, 0).map((p) => [p, p]), [0, 0]]),
      w = tf.transpose(weight, kernel);
    const s = filled(stride, n, 1), d = filled(dilation, n, 1);
    if (s.some((step) => step > 1) && d.some((step) => step > 1)) unsupported('strides with dilation');
    const y = n === 1 ? tf.conv1d(padded, w, s[0], 'valid', 'NWC', d[0]) : tf.conv2d(padded, w, s, 'valid', 'NHWC', d);
    return tf.transpose(bias ? tf.add(y, bias) : y, first);
  };
}

function pooling(f) {
  return ({ self, kernel_size: window, stride, padding, dilation, ceil_mode: ceil = false, count_include_pad: counted = true }) => {
    if (ceil || !counted || filled(padding, 2, 0).some((p) => p !== 0) || filled(dilation, 2, 1).some((d) => d !== 1))
      unsupported('pooling with these arguments');
    return tf.transpose(f(tf.transpose(self, [0, 2, 3, 1]), filled(window, 2), filled(stride ?? window, 2), 'valid'), [0, 3, 1, 2]);
  };
}

function resized(f) {
  return ({ self, output_size: to, align_corners: aligned = false }) =>
    tf.transpose(f(tf.transpose(self, [0, 2, 3, 1]), to, aligned), [0, 3, 1, 2]);
}

function crossEntropy({ self, target, weight, reduction = 1, label_smoothing: smoothing = 0 }) {
  if (weight || smoothing !== 0 || target.dtype !== 'int32' || target.dataSync().some((t) => t < 0))
    unsupported('cross_entropy_loss with these arguments');
  return reduced(tf.neg(tf.sum(tf.mul(tf.logSoftmax(self), tf.oneHot(target, self.shape[1])), 1)), reduction);
}

function layerNorm({ input, weight, bias, normalized_shape: shape, eps = 1e-5 }) {
  const { mean, variance: spread } = tf.moments(input, shape.map((_, i) => input.rank - 1 - i), true);
  let y = tf.div(tf.sub(input, mean), tf.sqrt(tf.add(spread, eps)));
  if (weight) y = tf.mul(y, weight);
  return bias ? tf.add(y, bias) : y;
}

function matmul({ self, other }) {
  if (self.rank > 1 && other.rank > 1) return tf.matMul(self, other);
  return self.rank < 3 && other.rank < 3 ? tf.dot(self, other) : unsupported('matmul of a vector and a batch');
}

function along(f) {
  return ({ self, dim }) => (from(dim, self) === self.rank - 1 ? f(self) : swap(f(swap(self, dim, -1)), dim, -1));
}

function plain(f, value, what) {
  return ({ self, [what]: given = value }) => (given === value ? f(self) : unsupported(`${what} ${given}`));
}

const operators = {
  clamp: ['self min max',
    ({ self, min, max }) => { const x = min == null ? self : tf.maximum(self, min); return max == null ? x : tf.minimum(x, max); }],
  elu: ['self alpha', plain(tf.elu, 1, 'alpha')],
  softplus: ['self beta threshold', plain(tf.softplus, 1, 'beta')],
  leaky_relu: ['self negative_slope', ({ self, negative_slope: slope = 0.01 }) => tf.leakyRelu(self, slope)],
  prelu: ['self weight', ({ self, weight }) => tf.prelu(self, weight)],
  hardtanh: ['self min_val max_val', ({ self, min_val: low = -1, max_val: high = 1 }) => tf.clipByValue(self, low, high)],
  softmax: ['self dim', along(tf.softmax)],
  log_softmax: ['self dim', along(tf.logSoftmax)],
  logsumexp: ['self dim keepdim', ({ self, dim, keepdim = false }) => tf.logSumExp(self, dim, keepdim)],
  add: ['self other alpha', ({ self, other, alpha = 1 }) => tf.add(self, alpha === 1 ? other : tf.mul(other, alpha))],
  sub: ['self other alpha', ({ self, other, alpha = 1 }) => tf.sub(self, alpha === 1 ? other : tf.mul(other, alpha))],
  rsub: ['self other', ({ self, other }) => tf.sub(other, self)],
  pow: ['self exponent', ({ self, exponent }) => tf.pow(self, exponent)],
  where: ['condition self other', ({ condition, self, other }) => tf.where(condition, self, other)],
  masked_fill: ['self mask value', ({ self, mask, value }) =>
    (typeof value === 'number' ? tf.where(mask, tf.fill(self.shape, value), self) : tf.where(mask, value, self))],
  clamp_min: ['self min', ({ self, min }) => tf.maximum(self, min)],
  clamp_max: ['self max', ({ self, max }) => tf.minimum(self, max)],
  lerp: ['self end weight', ({ self, end, weight }) => tf.add(self, tf.mul(weight, tf.sub(end, self)))],
  addcmul: ['self tensor1 tensor2 value', ({ self, tensor1, tensor2, value = 1 }) =>
    tf.add(self, tf.mul(value, tf.mul(tensor1, tensor2)))],
  addcdiv: ['self tensor1 tensor2 value', ({ self, tensor1, tensor2, value = 1 }) =>
    tf.add(self, tf.mul(value, tf.div(tensor1, tensor2)))],
  var: ['self dim correction keepdim', variance],
  std: ['self dim correction keepdim', (given) => tf.sqrt(variance(given))],
  cumsum: ['self dim', ({ self, dim }) => tf.cumsum(self, from(dim, self))],
  cumprod: ['self dim', ({ self, dim }) => tf.cumprod(self, from(dim, self))],
  linalg_vector_norm: ['self ord dim keepdim', ({ self, ord = 2, dim, keepdim = false }) =>
    (ord === 1 || ord === 2 ? tf.norm(self, ord === 2 ? 'euclidean' : 1, dim ?? undefined, keepdim) : unsupported(`norm ${ord}`))],
  matmul: ['self other', matmul],
  linear: ['input weight bias',
    ({ input, weight, bias }) => { const y = tf.matMul(input, weight, false, true); return bias ? tf.add(y, bias) : y; }],
  addmm: ['self mat1 mat2 beta alpha', ({ self, mat1, mat2, beta = 1, alpha = 1 }) =>
    tf.add(tf.mul(beta, self), tf.mul(alpha, tf.matMul(mat1, mat2)))],
  reshape: ['self shape', ({ self, shape }) => tf.reshape(self, shape)],
  view: ['self size', ({ self, size: to }) => tf.reshape(self, to)],
  flatten: ['self start_dim', ({ self, start_dim: start = 0 }) => tf.reshape(self, [...self.shape.slice(0, start), -1])],
  transpose: ['self dim0 dim1', ({ self, dim0, dim1 }) => swap(self, dim0, dim1)],
  permute: ['self dims', ({ self, dims }) => tf.transpose(self, dims)],
  squeeze: ['self dim', ({ self, dim }) => tf.squeeze(self, dim == null ? undefined : [dim].flat())],
  unsqueeze: ['self dim', ({ self, dim }) => tf.expandDims(self, dim)],
  expand: ['self size', ({ self, size: to }) => tf.broadcastTo(self, to)],
  broadcast_to: ['self size', ({ self, size: to }) => tf.broadcastTo(self, to)],
  repeat: ['self repeats', ({ self, repeats }) => tf.tile(self, repeats)],
  tile: ['self dims', ({ self, dims }) => tf.tile(self, dims)],
  flip: ['self dims', ({ self, dims }) => tf.reverse(self, dims)],
  cat: ['*tensors dim', ({ tensors, dim = 0 }) => tf.concat(tensors, from(dim, tensors[0]))],
  stack: ['*tensors dim', ({ tensors, dim = 0 }) => tf.stack(tensors, dim)],
  hstack: ['*tensors', ({ tensors }) => tf.concat(tensors, tensors[0].rank > 1 ? 1 : 0)],
  unbind: ['self dim', ({ self, dim = 0 }) => tf.unstack(self, dim)],
  chunk: ['self chunks dim', ({ self, chunks, dim = 0 }) => pieces(self, Math.ceil(self.shape[from(dim, self)] / chunks), dim)],
  split: ['self split_size dim', ({ self, split_size: length, dim = 0 }) => pieces(self, length, dim)],
  constant_pad_nd: ['self pad value', pad],
  meshgrid: ['*tensors indexing', ({ tensors, indexing = 'ij' }) => tf.meshgrid(...tensors, { indexing })],
  slice: ['self dim start end step', ({ self, dim = 0, start = 0, end, step = 1 }) => stepped(self, dim, start, end, step)],
  narrow: ['self dim start length', ({ self, dim, start, length }) => part(self, dim, start, length)],
  select: ['self dim index', ({ self, dim, index }) => tf.squeeze(part(self, dim, index, 1), [from(dim, self)])],
  index_select: ['self dim index', ({ self, dim, index }) => tf.gather(self, index, dim)],
  index: ['*given', ({ given: [self, ...indices] }) =>
    (indices.length === 1 && indices[0].dtype === 'int32' ? tf.gather(self, indices[0], 0) : unsupported('index with these arguments'))],
  embedding: ['weight indices', ({ weight, indices }) => tf.gather(weight, indices, 0)],
  mse_loss: ['self target reduction', ({ self, target, reduction = 1 }) => reduced(tf.squaredDifference(self, target), reduction)],
  l1_loss: ['self target reduction', ({ self, target, reduction = 1 }) => reduced(tf.abs(tf.sub(self, target)), reduction)],
  cross_entropy_loss: ['self target weight reduction ignore_index label_smoothing', crossEntropy],
  layer_norm: ['input weight bias normalized_shape eps', layerNorm],
  conv1d: ['input weight bias stride padding dilation groups', convolution(1)],
  conv2d: ['input weight bias stride padding dilation groups', convolution(2)],
  max_pool2d: ['self kernel_size stride padding dilation ceil_mode', pooling(tf.maxPool)],
  avg_pool2d: ['self kernel_size stride padding ceil_mode count_include_pad', pooling(tf.avgPool)],
  upsample_nearest2d: ['self output_size', resized((x, to) => tf.image.resizeNearestNeighbor(x, to))],
  upsample_bilinear2d: ['self output_size align_corners', resized((x, to, aligned) => tf.image.resizeBilinear(x, to, aligned, !aligned))],
  topk: ['self k dim', ({ self, k, dim = -1 }) =>
    (from(dim, self) === self.rank - 1 ? tf.topk(self, k).values : unsupported('topk in another dimension'))],
};
const UNARY = {
  abs: tf.abs, neg: tf.neg, clone: tf.clone, exp: tf.exp, expm1: tf.expm1, log: tf.log, log1p: tf.log1p, sqrt: tf.sqrt, rsqrt: tf.rsqrt,
  square: tf.square,
  reciprocal: tf.reciprocal, sin: tf.sin, cos: tf.cos, tan: tf.tan, asin: tf.asin, acos: tf.acos, atan: tf.atan, sinh: tf.sinh,
  cosh: tf.cosh, tanh: tf.tanh,
  asinh: tf.asinh, acosh: tf.acosh, atanh: tf.atanh, sign: tf.sign, floor: tf.floor, ceil: tf.ceil, round: tf.round, erf: tf.erf,
  relu: tf.relu, relu6: tf.relu6,
  sigmoid: tf.sigmoid, log_sigmoid: tf.logSigmoid, selu: tf.selu, silu: (x) => tf.mul(x, tf.sigmoid(x)),
  mish: (x) => tf.mul(x, tf.tanh(tf.softplus(x))),
  t: (x) => tf.transpose(x), ravel: (x) => tf.reshape(x, [-1]),
};
const BINARY = {
  mul: tf.mul, div: tf.div, atan2: tf.atan2, maximum: tf.maximum, minimum: tf.minimum, remainder: tf.mod, gt: tf.greater,
  mm: (a, b) => tf.matMul(a, b), bmm: (a, b) => tf.matMul(a, b),
  mv: tf.dot, dot: tf.dot, outer: tf.outerProduct,
};
const REDUCTIONS = { sum: tf.sum, mean: tf.mean, prod: tf.prod, amax: tf.max, amin: tf.min, max: tf.max, min: tf.min };
for (const [op, f] of Object.entries(UNARY)) operators[op] = ['self', ({ self }) => f(self)];
for (const [op, f] of Object.entries(BINARY)) operators[op] = ['self other', ({ self, other }) => f(self, other)];
for (const [op, f] of Object.entries(REDUCTIONS))
  operators[op] = ['self dim keepdim', ({ self, dim, keepdim = false }) => f(self, dim ?? undefined, keepdim)];

const TYPES = { int64: 'int32', bool: 'bool', float32: 'float32' };
const read = (tensor) => tf.tensor(numbers(tensor), tensor.shape, TYPES[tensor.dtype] ?? unsupported(`dtype ${tensor.dtype}`));
const write = (x) => ({ dtype: x.dtype, shape: x.shape, data: [...x.dataSync()] });
const sumOf = (list) => list.reduce((a, b) => tf.add(a, b));
const unit = (shape, k) => tf.tensor(Array.from({ length: size(shape) }, (_, i) => (i === k ? 1 : 0)), shape, 'float32');

// As tf.grads, but zeros in what the loss does not depend on, where tf.grads throws. Of a gradient that cannot be told: many derivatives are
// made of values that TensorFlow.js does not record, and it then finds no way back to the input.
function gradients(loss, xs, ofGradient) {
  const none = (x) => (ofGradient ? unsupported('a gradient that is not recorded') : tf.zerosLike(x));
  return tf.engine().gradients(() => loss(...xs), xs, null, true).grads.map((g, i) => g ?? none(xs[i]));
}

function answer(asked, { program, tensors, wrt, cotangents, tangents = {} }) {
  wrt ??= program.inputs.filter((n) => tensors[n].dtype.startsWith('float'));
  const given = each(Object.keys(tensors), (n) => read(tensors[n])), point = wrt.map((n) => given[n]);
  const f = (...xs) => run(operators, program, { ...given, ...each(wrt, (_, i) => xs[i]) });
  const values = f(...point), output = { values: each(program.outputs, (_, i) => write(values[i])) };
  if (asked === 'value') return output;
  if (asked !== 'jacobian' && !(asked === 'vjp' && cotangents) && size(values[0].shape) !== 1)
    throw new Error(`non-scalar-output: ${asked} needs an output of one number`);
  const seeds = values.map((y, i) => (cotangents ? read(cotangents[program.outputs[i]]) : tf.onesLike(y)));
  if (values.some((y, i) => String(y.shape) !== String(seeds[i].shape)))
    throw new Error('invalid-tensor: a cotangent has the shape of its output');
  const weighted = (ys, weights) => sumOf(ys.map((y, i) => tf.sum(tf.mul(y, weights[i]))));
  const again = (loss) => gradients(loss, point, asked !== 'jacobian');
  const first = (...xs) => gradients((...ys) => weighted(f(...ys), seeds), xs, false), named = (list) => each(wrt, (_, i) => write(list[i]));
  // The derivatives of value k of what a function gives, a row for each of its numbers.
  const rows = (g, all, k) => {
    const shape = all[k].shape;
    const list = Array.from({ length: size(shape) }, (_, i) => again((...xs) => tf.sum(tf.mul(g(...xs)[k], unit(shape, i)))));
    const whole = (j) => (list.length > 0 ? tf.stack(list.map((row) => row[j])) : tf.zeros([0]));
    return each(wrt, (_, j) => write(tf.reshape(whole(j), [...shape, ...point[j].shape])));
  };
  if (asked === 'grad' || asked === 'vjp') output[asked] = named(first(...point));
  else if (asked === 'jacobian') output.jacobian = each(program.outputs, (_, k) => rows(f, values, k));
  else if (asked === 'hessian') output.hessian = each(wrt, (_, k) => rows(first, point, k));
  else {
    const along = wrt.map((n) => (tangents[n] ? read(tangents[n]) : tf.zerosLike(given[n])));
    output.hvp = named(again((...xs) => weighted(first(...xs), along)));
  }
  return output;
}

export function evaluate(asked, request) {
  try {
    return tf.tidy(() => ({ kept: answer(asked, request) })).kept;
  } catch (e) {
    const code = /gradient function not found|not (yet )?(implemented|supported)/i.test(e.message) ? 'unsupported' : 'operator-failed';
    throw /^[a-z]+(-[a-z]+)*:/.test(e.message) ? e : new Error(`${code}: ${e.message}`, { cause: e });
  }
}
