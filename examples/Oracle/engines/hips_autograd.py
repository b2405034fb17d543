"""HIPS autograd (the package autograd, for NumPy) as an engine:

    pip install autograd scipy
    python3 ../kit/judge.py hips_autograd.py

It has no .grad, no graph to be freed and no writes in place, so cases of these are declined.
"""
import math
import warnings

import autograd
import autograd.numpy as np
import autograd.numpy.linalg as la
import autograd.scipy.linalg as sla
import autograd.scipy.special as sp
import numpy
from autograd.builtins import tuple as boxed_tuple

from program import call, numbers, run, scalar

warnings.filterwarnings("ignore")
name = f"HIPS autograd, NumPy {numpy.__version__}"
functions = ["value", "grad", "vjp", "jvp", "jacobian", "hessian", "hvp"]
dtypes = ["float64", "float32", "complex128", "complex64", "int64", "bool"]


def axis(dim):
    return tuple(dim) if isinstance(dim, list) else dim


def unary(f):
    return lambda self: f(self)


def binary(f):
    return lambda self, other: f(self, other)


def reduction(f):
    return lambda self, dim=None, keepdim=False: f(self, axis=axis(dim), keepdims=keepdim)


def reduced(x, how):
    return (lambda a: a, np.mean, np.sum)[how](x)


def at(x, dim, index):
    return x[(slice(None),) * (dim % x.ndim) + (index,)]


def var(self, dim=None, correction=1, keepdim=False):
    return np.var(self, axis=axis(dim), ddof=correction, keepdims=keepdim)


def std(self, dim=None, correction=1, keepdim=False):
    return np.std(self, axis=axis(dim), ddof=correction, keepdims=keepdim)


def mean(self, dim=None, keepdim=False):
    return np.mean(self, axis=axis(dim), keepdims=keepdim)


def softmax(self, dim):
    e = np.exp(self - np.max(self, axis=dim, keepdims=True))
    return e / np.sum(e, axis=dim, keepdims=True)


def log_softmax(self, dim):
    return self - sp.logsumexp(self, axis=dim, keepdims=True)


def softplus(self, beta=1, threshold=20):
    return np.where(self * beta > threshold, self, np.logaddexp(0.0, beta * self) / beta)


def gelu(self, approximate="none"):
    if approximate == "none":
        return self * 0.5 * (1 + sp.erf(self / math.sqrt(2)))
    return 0.5 * self * (1 + np.tanh(math.sqrt(2 / math.pi) * (self + 0.044715 * self**3)))


def clamp(self, min=None, max=None):
    self = self if min is None else np.maximum(self, min)
    return self if max is None else np.minimum(self, max)


def cross_entropy_loss(self, target, reduction=1):
    if target.dtype != numpy.int64 or self.ndim != 2 or (target < 0).any():
        raise NotImplementedError("cross_entropy_loss with these arguments")
    return reduced(-log_softmax(self, 1)[numpy.arange(len(target)), target], reduction)


def layer_norm(input, weight=None, bias=None, normalized_shape=None, eps=1e-5):
    axes = tuple(range(-len(normalized_shape), 0))
    y = (input - np.mean(input, axis=axes, keepdims=True)) / np.sqrt(np.var(input, axis=axes, keepdims=True) + eps)
    y = y if weight is None else y * weight
    return y if bias is None else y + bias


def linear(input, weight, bias=None):
    y = np.matmul(input, np.transpose(weight))
    return y if bias is None else y + bias


def vector_norm(self, ord=2, dim=None, keepdim=False):
    if dim is None:
        return la.norm(np.reshape(self, -1), ord) if not keepdim else np.reshape(la.norm(np.reshape(self, -1), ord), (1,) * self.ndim)
    return la.norm(self, ord, axis=dim[0] if len(dim) == 1 else axis(dim), keepdims=keepdim)


def matrix_power(self, n):
    factor = la.inv(self) if n < 0 else self
    product = factor
    for _ in range(abs(n) - 1):
        product = np.matmul(product, factor)
    return product


def constant_pad_nd(self, pad, value=0):
    pairs = [(pad[2 * i], pad[2 * i + 1]) for i in reversed(range(len(pad) // 2))]
    if value or any(n < 0 for pair in pairs for n in pair):
        raise NotImplementedError("constant_pad_nd with these arguments")
    return np.pad(self, [(0, 0)] * (self.ndim - len(pairs)) + pairs, "constant")


def broadcast_to(self, size):
    if len(size) != self.ndim:
        raise NotImplementedError("broadcast_to with more dimensions")
    return np.broadcast_to(self, tuple(size))


def index(self, *indices):
    return self[tuple(indices)]


def gather(self, dim, index):
    places = list(numpy.indices(index.shape))
    places[dim % self.ndim] = index
    return self[tuple(places)]


def pieces(self, n, dim):
    return np.array_split(self, n, dim)


UNARY = dict(
    abs=np.abs, neg=np.negative, exp=np.exp, exp2=np.exp2, expm1=np.expm1, log=np.log, log2=np.log2, log10=np.log10, log1p=np.log1p, sqrt=np.sqrt,
    square=np.square, reciprocal=np.reciprocal, sin=np.sin, cos=np.cos, tan=np.tan, asin=np.arcsin, acos=np.arccos, atan=np.arctan, sinh=np.sinh,
    cosh=np.cosh, tanh=np.tanh, asinh=np.arcsinh, acosh=np.arccosh, atanh=np.arctanh, sign=np.sign, floor=np.floor, ceil=np.ceil, trunc=np.trunc,
    deg2rad=np.deg2rad, rad2deg=np.rad2deg, sinc=np.sinc, angle=np.angle, real=np.real, imag=np.imag, conj=np.conj, erf=sp.erf, erfc=sp.erfc,
    erfinv=sp.erfinv, lgamma=sp.gammaln, digamma=sp.digamma, i0=sp.i0, special_i1=sp.i1, sigmoid=sp.expit, round=np.round, ravel=np.ravel,
    linalg_inv=la.inv, det=la.det, linalg_cholesky=la.cholesky, trace=np.trace, t=np.transpose, linalg_pinv=la.pinv)
BINARY = dict(
    mul=np.multiply, div=np.divide, atan2=np.arctan2, maximum=np.maximum, minimum=np.minimum, fmax=np.fmax, fmin=np.fmin, fmod=np.fmod,
    remainder=np.remainder, logaddexp=np.logaddexp, logaddexp2=np.logaddexp2, gt=np.greater, mm=np.dot, bmm=np.matmul, matmul=np.matmul, mv=np.dot,
    dot=np.dot, inner=np.inner, outer=np.outer, kron=np.kron, linalg_solve=la.solve, pow=np.power)
OPERATORS = {
    **{op: unary(f) for op, f in UNARY.items()},
    **{op: binary(f) for op, f in BINARY.items()},
    **{op: reduction(f) for op, f in dict(sum=np.sum, prod=np.prod, amax=np.max, amin=np.min, max=np.max, min=np.min).items()},
    **dict(var=var, std=std, mean=mean, softmax=softmax, log_softmax=log_softmax, softplus=softplus, gelu=gelu, clamp=clamp,
           layer_norm=layer_norm, linear=linear, cross_entropy_loss=cross_entropy_loss, linalg_vector_norm=vector_norm, linalg_matrix_power=matrix_power,
           constant_pad_nd=constant_pad_nd, index=index, gather=gather),
    # pointwise
    "rsqrt": lambda self: 1 / np.sqrt(self),
    "logit": lambda self: sp.logit(self),
    "polygamma": lambda n, self: sp.polygamma(n, self),
    "nan_to_num": lambda self, nan=None, posinf=None, neginf=None: np.nan_to_num(self, nan=nan, posinf=posinf, neginf=neginf),
    "relu": lambda self: np.maximum(self, 0.0),
    "relu6": lambda self: np.minimum(np.maximum(self, 0.0), 6.0),
    "silu": lambda self: self * sp.expit(self),
    "log_sigmoid": lambda self: -np.logaddexp(0.0, -self),
    "leaky_relu": lambda self, negative_slope=0.01: np.where(self > 0, self, self * negative_slope),
    "elu": lambda self, alpha=1: np.where(self > 0, self, alpha * np.expm1(self)),
    "hardtanh": lambda self, min_val=-1, max_val=1: np.minimum(np.maximum(self, min_val), max_val),
    "mish": lambda self: self * np.tanh(np.logaddexp(0.0, self)),
    "add": lambda self, other, alpha=1: self + alpha * other,
    "sub": lambda self, other, alpha=1: self - alpha * other,
    "rsub": lambda self, other: other - self,
    "float_power": lambda self, exponent: np.power(self.astype(numpy.float64), float(exponent)),
    "hypot": lambda self, other: np.sqrt(self**2 + other**2),
    "where": lambda condition, self, other: np.where(condition, self, other),
    "masked_fill": lambda self, mask, value: np.where(mask, value, self),
    "clamp_min": lambda self, min: np.maximum(self, min),
    "clamp_max": lambda self, max: np.minimum(self, max),
    "lerp": lambda self, end, weight: self + weight * (end - self),
    "addcmul": lambda self, tensor1, tensor2, value=1: self + value * tensor1 * tensor2,
    "addcdiv": lambda self, tensor1, tensor2, value=1: self + value * tensor1 / tensor2,
    "ldexp": lambda self, other: self * 2.0**other,
    "special_xlog1py": lambda self, other: self * np.log1p(other),
    "clone": lambda self: 1 * self,
    # reductions
    "logsumexp": lambda self, dim, keepdim=False: sp.logsumexp(self, axis=axis(dim), keepdims=keepdim),
    "cumsum": lambda self, dim: np.cumsum(self, axis=dim),
    "var_mean": lambda self, dim=None, correction=1, keepdim=False: (var(self, dim, correction, keepdim), mean(self, dim, keepdim)),
    "std_mean": lambda self, dim=None, correction=1, keepdim=False: (std(self, dim, correction, keepdim), mean(self, dim, keepdim)),
    "diff": lambda self, n=1, dim=-1: np.diff(self, n, dim),
    "sort": lambda self, dim=-1, descending=False: np.flip(np.sort(self, axis=dim), dim) if descending else np.sort(self, axis=dim),
    "mse_loss": lambda self, target, reduction=1: reduced((self - target) ** 2, reduction),
    "l1_loss": lambda self, target, reduction=1: reduced(np.abs(self - target), reduction),
    # linear algebra
    "vdot": lambda self, other: np.dot(np.conj(self), other),
    "tensordot": lambda self, other, dims_self, dims_other: np.tensordot(self, other, [dims_self, dims_other]),
    "addmm": lambda self, mat1, mat2, beta=1, alpha=1: beta * self + alpha * np.dot(mat1, mat2),
    "addmv": lambda self, mat, vec, beta=1, alpha=1: beta * self + alpha * np.dot(mat, vec),
    "baddbmm": lambda self, batch1, batch2, beta=1, alpha=1: beta * self + alpha * np.matmul(batch1, batch2),
    "logdet": lambda self: la.slogdet(self)[1],
    "slogdet": lambda self: la.slogdet(self),
    "linalg_eigh": lambda self: la.eigh(self),
    "linalg_eigvalsh": lambda self: la.eigh(self)[0],
    "linalg_svd": lambda self, full_matrices=False: la.svd(self, full_matrices=full_matrices),
    "linalg_svdvals": lambda self: la.svd(self, full_matrices=False)[1],
    "linalg_matrix_norm": lambda self, ord="fro": la.norm(self, ord),
    "linalg_solve_triangular": lambda self, other, upper: sla.solve_triangular(self, other, lower=not upper),
    "linalg_multi_dot": lambda first, *others: np.dot(np.dot(first, others[0]), others[1]),
    # shapes and places
    "reshape": lambda self, shape: np.reshape(self, shape),
    "view": lambda self, size: np.reshape(self, size),
    "flatten": lambda self, start_dim=0: np.reshape(self, self.shape[:start_dim] + (-1,)),
    "transpose": lambda self, dim0, dim1: np.swapaxes(self, dim0, dim1),
    "permute": lambda self, dims: np.transpose(self, dims),
    "movedim": lambda self, source, destination: np.moveaxis(self, source, destination),
    "squeeze": lambda self, dim=None: np.squeeze(self, axis(dim)),
    "unsqueeze": lambda self, dim: np.expand_dims(self, dim),
    "expand": broadcast_to,
    "broadcast_to": broadcast_to,
    "repeat": lambda self, repeats: np.tile(self, repeats),
    "tile": lambda self, dims: np.tile(self, dims),
    "flip": lambda self, dims: np.flip(self, axis(dims)),
    "roll": lambda self, shifts, dims: np.roll(self, axis(shifts), axis(dims)),
    "rot90": lambda self, k=1, dims=(0, 1): np.rot90(self, k, dims),
    "repeat_interleave": lambda self, repeats, dim: np.repeat(self, repeats, axis=dim),
    "cat": lambda *tensors, dim=0: np.concatenate(tensors, dim),
    "stack": lambda *tensors, dim=0: np.stack(tensors, dim),
    "hstack": lambda *tensors: np.hstack(tensors),
    "vstack": lambda *tensors: np.vstack(tensors),
    "chunk": lambda self, chunks, dim=0: pieces(self, chunks, dim),
    "split": lambda self, split_size, dim=0: pieces(self, list(range(split_size, self.shape[dim], split_size)), dim),
    "tensor_split": lambda self, indices, dim=0: pieces(self, indices, dim),
    "unbind": lambda self, dim=0: [at(self, dim, i) for i in range(self.shape[dim])],
    "diag": lambda self, diagonal=0: np.diag(self, diagonal),
    "diagonal": lambda self, offset=0, dim1=0, dim2=1: np.diagonal(self, offset, dim1, dim2),
    "tril": lambda self, diagonal=0: np.tril(self, diagonal),
    "triu": lambda self, diagonal=0: np.triu(self, diagonal),
    "narrow": lambda self, dim, start, length: at(self, dim, slice(start, start + length)),
    "slice": lambda self, dim=0, start=None, end=None, step=1: at(self, dim, slice(start, end, step)),
    "select": lambda self, dim, index: at(self, dim, index),
    "index_select": lambda self, dim, index: at(self, dim, index),
    "take": lambda self, index: np.ravel(self)[index],
    "masked_select": lambda self, mask: self[mask],
    "embedding": lambda weight, indices: weight[indices],
    # complex numbers
    "complex": lambda real, imag: real + 1j * imag,
    "polar": lambda abs, angle: abs * np.exp(1j * angle),
    "resolve_conj": lambda self: self,
    "view_as_real": lambda self: np.stack([np.real(self), np.imag(self)], -1),
    "view_as_complex": lambda self: self[..., 0] + 1j * self[..., 1],
    "fft_fft": lambda self: np.fft.fft(self),
    "fft_ifft2": lambda self: np.fft.ifft2(self),
    "fft_rfft": lambda self: np.fft.rfft(self),
    "fft_irfft": lambda self: np.fft.irfft(self),
    "fft_fftshift": lambda self: np.fft.fftshift(self),
}


def read(tensor):
    return numpy.array(numbers(tensor), dtype=tensor["dtype"]).reshape(tensor["shape"])


def write(array):
    array = numpy.asarray(array)
    return {"dtype": array.dtype.name, "shape": list(array.shape), "data": array.reshape(-1).tolist()}


def evaluate(function, request):
    program, tensors = request["program"], {n: read(t) for n, t in request["tensors"].items()}
    wrt = request.get("wrt", [n for n in program["inputs"] if tensors[n].dtype.kind in "fc"])
    point, outputs = tuple(tensors[n] for n in wrt), program["outputs"]

    def f(xs):
        return boxed_tuple(run(lambda *node: call(OPERATORS, *node), program, {**tensors, **dict(zip(wrt, xs))}))

    try:
        values = [numpy.asarray(v) for v in f(point)]
    except ValueError as e:
        raise ValueError(f"operator-failed: {e}") from e
    output = {"values": dict(zip(outputs, map(write, values)))}
    if function == "value":
        return output
    if function in ("grad", "hessian", "hvp") or function == "vjp" and "cotangents" not in request:
        scalar(outputs[0], values[0].size, function)
    tangents = tuple(read(request["tangents"][n]) if n in request.get("tangents", {}) else numpy.zeros_like(tensors[n]) for n in wrt)
    if function in ("grad", "vjp"):
        seeds = [read(request["cotangents"][n]) if "cotangents" in request else numpy.ones_like(v) for n, v in zip(outputs, values)]
        if any(s.shape != v.shape for s, v in zip(seeds, values)):
            raise ValueError("invalid-tensor: a cotangent has the shape of its output")
        # autograd's gradient in a complex number is the conjugate of PyTorch's
        found = map(numpy.conj, autograd.make_vjp(f)(point)[0](tuple(map(numpy.conj, seeds))))
        return {**output, function: dict(zip(wrt, map(write, found)))}
    if function == "jvp":
        return {**output, "jvp": dict(zip(outputs, map(write, autograd.make_jvp(f)(point)(tangents)[1])))}
    if function == "jacobian":
        return {**output, "jacobian": {n: jacobian(f, point, wrt, values, k) for k, n in enumerate(outputs)}}
    gradient = autograd.grad(lambda xs: np.reshape(f(xs)[0], ()))
    if function == "hvp":
        found = autograd.grad(lambda xs: sum(np.sum(g * t) for g, t in zip(gradient(xs), tangents)))(point)
        return {**output, "hvp": dict(zip(wrt, map(write, found)))}
    return {**output, "hessian": {n: jacobian(gradient, point, wrt, point, k) for k, n in enumerate(wrt)}}


def jacobian(f, point, wrt, values, k):
    """The derivatives of value k, a row for each of its numbers."""
    vjp, rows = autograd.make_vjp(f)(point)[0], []
    for i in range(values[k].size):
        seeds = tuple(numpy.zeros(v.shape, v.dtype) for v in values)
        seeds[k].reshape(-1)[i] = 1
        rows.append(vjp(seeds))
    return {n: write(numpy.array([row[j] for row in rows]).reshape(values[k].shape + x.shape)) for j, (n, x) in enumerate(zip(wrt, point))}
