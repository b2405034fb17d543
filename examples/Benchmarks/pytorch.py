"""The works of AgainstPyTorch.cs in Python's PyTorch. A line "NAME SECONDS" on stdin is answered by the mean microseconds of a call."""
import sys
import time

import torch
from torch.func import grad, jacrev, jvp, vmap

torch.set_num_threads(1)
torch.manual_seed(0)
F64 = torch.float64


def tanh_layer():
    x, leaf = torch.randn(64, 64, dtype=F64), torch.randn(64, 64, dtype=F64, requires_grad=True)
    return lambda: torch.autograd.grad((x @ leaf).tanh().sum(), leaf)


def backward():
    x, leaf = torch.randn(64, 64, dtype=F64), torch.randn(64, 64, dtype=F64, requires_grad=True)

    def call():
        leaf.grad = None
        (x @ leaf).tanh().sum().backward()
    return call


def mlp(n):
    weights = [torch.randn(n, n, dtype=F64) / n ** 0.5 for _ in range(3)]

    def f(x):
        for weight in weights:
            x = torch.nn.functional.linear(x, weight).tanh()
        return x
    return f


def jacobian(n):
    f, x = mlp(n), torch.randn(n, dtype=F64)
    return lambda: torch.autograd.functional.jacobian(f, x, vectorize=True)


def hessian(n):
    f, x = mlp(n), torch.randn(n, dtype=F64)
    return lambda: torch.autograd.functional.hessian(lambda at: f(at).sum(), x, vectorize=True)


def small_grad():
    x, g = torch.tensor([1.0, 2.0, 3.0], dtype=F64), grad(lambda at: (at * at).sum())
    return lambda: g(x)


def small_hvp():
    x, v = torch.tensor([1.0, 2.0, 3.0], dtype=F64), torch.tensor([1.0, 0.5, 0.25], dtype=F64)
    g = grad(lambda at: (at * at).sum())
    return lambda: jvp(g, (x,), (v,))


def func_jacrev():
    f, x = mlp(64), torch.randn(64, dtype=F64)
    return lambda: jacrev(f)(x)


def per_sample():
    p = [torch.randn(128, 64) / 8, torch.zeros(128), torch.randn(10, 128) / 11, torch.zeros(10)]
    x, label = torch.randn(256, 64), torch.randint(10, (256,))

    def loss(w1, b1, w2, b2, x, label):
        logits = w2 @ (w1 @ x + b1).tanh() + b2
        return torch.nn.functional.cross_entropy(logits.unsqueeze(0), label.unsqueeze(0))
    g = vmap(grad(loss, (0, 1, 2, 3)), (None, None, None, None, 0, 0))
    return lambda: g(*p, x, label)


def leaves():
    all_leaves = [torch.ones(1, requires_grad=True) for _ in range(10_000)]
    return lambda: torch.autograd.grad(torch.cat(all_leaves).sum(), all_leaves)


def chain():
    leaf = torch.ones(1, requires_grad=True)

    def call():
        y = leaf
        for _ in range(10_000):
            y = y.neg()
        torch.autograd.grad(y, leaf)
    return call


WORKS = {
    "backward": backward, "grad": tanh_layer, "jacobian-16": lambda: jacobian(16), "jacobian-64": lambda: jacobian(64),
    "jacobian-256": lambda: jacobian(256), "hessian-16": lambda: hessian(16), "hessian-64": lambda: hessian(64),
    "func-grad": small_grad, "func-hvp": small_hvp, "func-jacrev-64": func_jacrev, "per-sample": per_sample,
    "leaves-10000": leaves, "chain-10000": chain,
}

made = {}
print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    name, seconds = line.split()
    if name not in made:
        made[name] = WORKS[name]()
        made[name]()
    call, calls, start = made[name], 0, time.perf_counter()
    while calls == 0 or time.perf_counter() - start < float(seconds):
        call()
        calls += 1
    print((time.perf_counter() - start) / calls * 1e6, flush=True)
