"""An adapter: copy it, fill in the places marked HERE, then run  python3 judge.py my_engine.py --filter smoke
It answers value, grad and vjp in float64. What is not in OPERATORS is declined and skipped, so two operators are enough for a first result.
"""
import inspect

dtypes = ["float64"]
functions = ["value", "grad", "vjp"]

# HERE: ATen's names of operators and what your engine has for them. Arguments are tensors or numbers; attributes come by name.
OPERATORS = {
    "add": lambda self, other: self + other,
    "mul": lambda self, other: self * other,
    # "sum": lambda self, dim=None, keepdim=False: ...
}

def tensor(shape, data):
    """HERE: a differentiable tensor of yours, from a shape and flat row-major numbers."""
    raise NotImplementedError("tensor")


def contents(tensor):
    """HERE: shape and flat data of a tensor of yours."""
    raise NotImplementedError("contents")


def gradients(outputs, cotangents, inputs):
    """HERE: the gradient in each input of sum(cotangent * output), as tensors of yours; None where an output does not depend on it."""
    raise NotImplementedError("gradients")


def read(given):
    return tensor(given["shape"], [float(x) for x in given["data"]])


def write(shape, data):
    return {"dtype": "float64", "shape": list(shape), "data": [float(x) for x in data]}


def evaluate(function, request):
    program, values = request["program"], {n: read(t) for n, t in request["tensors"].items()}
    for result, op, arguments, *attributes in program["nodes"]:
        taken, named = [values[a] if isinstance(a, str) else a for a in arguments], attributes[0] if attributes else {}
        try:
            hash(result)      # a list, for an operator with several results, is a TypeError too
            inspect.signature(OPERATORS[op]).bind(*taken, **named)
        except (KeyError, TypeError):
            raise NotImplementedError(f"{op} with these arguments") from None
        values[result] = OPERATORS[op](*taken, **named)
    outputs, wrt, seeds = [values[n] for n in program["outputs"]], request.get("wrt", program["inputs"]), request.get("cotangents")
    answer = {"values": {n: write(*contents(y)) for n, y in zip(program["outputs"], outputs)}}
    if function != "value":
        if not seeds and len(contents(outputs[0])[1]) != 1:
            raise ValueError("non-scalar-output: the output is no single number")
        cotangents = [read(seeds[n]) if seeds else tensor(contents(y)[0], [1.0]) for n, y in zip(program["outputs"], outputs)]
        if any(list(contents(c)[0]) != list(contents(y)[0]) for c, y in zip(cotangents, outputs)):
            raise ValueError("invalid-tensor: a cotangent has the shape of its output")
        found, given = gradients(outputs, cotangents, [values[n] for n in wrt]), [request["tensors"][n] for n in wrt]
        zeros = lambda x: write(x["shape"], [0.0] * len(x["data"]))
        answer[function] = {n: zeros(x) if g is None else write(*contents(g)) for n, x, g in zip(wrt, given, found)}
    return answer
