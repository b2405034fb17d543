"""A tiny reverse-mode engine: Python's standard library, nothing else. It reads messages on stdin and answers on stdout.

A value is (shape, data), data flat and row-major. The tape is the program itself: run it forward, then walk it backwards once.
"""
import itertools, json, math, sys


class Decline(Exception):
    """What this engine does not do: the answer's error is its text."""


def size(shape):
    return math.prod(shape)


def index_map(small, big):
    """For each place in a big shape, the place in the small one that is broadcast to it."""
    strides, step = [], 1
    for d in reversed(range(len(small))):
        strides.insert(0, 0 if small[d] == 1 else step)
        step *= small[d]
    lead = len(big) - len(small)
    return [sum(i * s for i, s in zip(at[lead:], strides)) for at in itertools.product(*map(range, big))]


def broadcast(a, b):
    n = max(len(a), len(b))
    a, b = [1] * (n - len(a)) + a, [1] * (n - len(b)) + b
    if any(x != y and 1 not in (x, y) for x, y in zip(a, b)):
        raise Decline("operator-failed: shapes do not broadcast")
    return [y if x == 1 else x for x, y in zip(a, b)]


def share(a, b):
    """What the larger of two gets of the gradient: all, or half where they are equal."""
    return 1.0 if a > b else 0.5 if a == b else 0.0


def relu_slope(x, y):
    return 1.0 if x > 0 else 0.0


def sigmoid(x):
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def over(a, b):
    """Division as IEEE 754 has it; Python raises an error where b is 0."""
    return a / b if b else math.nan if a == 0 or a != a else math.copysign(math.inf, a) * math.copysign(1, b)


def log(x):
    return math.log(x) if x > 0 else -math.inf if x == 0 else math.nan


UNARY = {  # value of x, slope at x where the value is y
    "neg": (lambda x: -x, lambda x, y: -1.0),
    "exp": (math.exp, lambda x, y: y),
    "log": (log, lambda x, y: over(1, x)),
    "sqrt": (math.sqrt, lambda x, y: over(0.5, y)),
    "sin": (math.sin, lambda x, y: math.cos(x)),
    "cos": (math.cos, lambda x, y: -math.sin(x)),
    "tan": (math.tan, lambda x, y: 1 + y * y),
    "tanh": (math.tanh, lambda x, y: 1 - y * y),
    "sigmoid": (sigmoid, lambda x, y: y * (1 - y)),
    "relu": (lambda x: x if x > 0 or x != x else 0.0, relu_slope),
    "abs": (abs, lambda x, y: (x > 0) - (x < 0)),
    "square": (lambda x: x * x, lambda x, y: 2 * x),
    "reciprocal": (lambda x: over(1, x), lambda x, y: -y * y),
    "expm1": (math.expm1, lambda x, y: math.exp(x)),
    "log1p": (math.log1p, lambda x, y: 1 / (1 + x)),
    "erf": (math.erf, lambda x, y: 2 / math.sqrt(math.pi) * math.exp(-x * x)),
}
BINARY = {  # value of a and b, slope in a, slope in b
    "add": (lambda a, b: a + b, lambda a, b: 1.0, lambda a, b: 1.0),
    "sub": (lambda a, b: a - b, lambda a, b: 1.0, lambda a, b: -1.0),
    "mul": (lambda a, b: a * b, lambda a, b: b, lambda a, b: a),
    "div": (over, lambda a, b: over(1, b), lambda a, b: over(-a, b * b)),
    "maximum": (lambda a, b: a if a >= b or a != a else b, lambda a, b: share(a, b), lambda a, b: share(b, a)),
    "minimum": (lambda a, b: a if a <= b or a != a else b, lambda a, b: share(b, a), lambda a, b: share(a, b)),
}


def unary(op):
    value, slope = UNARY[op]

    def rule(x):
        y = [value(v) for v in x[1]]
        return (x[0], y), lambda g: [[gi * slope(xi, yi) for gi, xi, yi in zip(g, x[1], y)]]
    return rule


def reduce_to(place, terms, count):
    """The gradient of a broadcast argument: all places that it was broadcast to, summed."""
    total = [0.0] * count
    for p, t in zip(place, terms):
        total[p] += t
    return total


def binary(op):
    value, left, right = BINARY[op]

    def rule(a, b):
        shape = broadcast(a[0], b[0])
        pa, pb = index_map(a[0], shape), index_map(b[0], shape)
        pairs = [(a[1][i], b[1][j]) for i, j in zip(pa, pb)]

        def back(g):
            return [reduce_to(pa, [gi * left(*p) for gi, p in zip(g, pairs)], len(a[1])),
                    reduce_to(pb, [gi * right(*p) for gi, p in zip(g, pairs)], len(b[1]))]
        return (shape, [value(*p) for p in pairs]), back
    return rule


def total(x):
    return ([], [math.fsum(x[1])]), lambda g: [[g[0]] * len(x[1])]


def mm(a, b):
    if len(a[0]) != 2 or len(b[0]) != 2 or a[0][1] != b[0][0]:
        raise Decline("operator-failed: the inner dimensions of mm differ")
    (n, k), m = a[0], b[0][1]
    rows, inner, columns = range(n), range(k), range(m)
    y = [sum(a[1][i * k + p] * b[1][p * m + j] for p in inner) for i in rows for j in columns]

    def back(g):
        return [[sum(g[i * m + j] * b[1][p * m + j] for j in columns) for i in rows for p in inner],
                [sum(a[1][i * k + p] * g[i * m + j] for i in rows) for p in inner for j in columns]]
    return ([n, m], y), back


def transpose(x):
    n, m = x[0]
    return ([m, n], [x[1][i * m + j] for j in range(m) for i in range(n)]), lambda g: [[g[j * n + i] for i in range(n) for j in range(m)]]


def softmax_back(y, g):
    dot = sum(a * b for a, b in zip(y, g))
    return [a * (b - dot) for a, b in zip(y, g)]


def softmax(x, dim):
    shape = x[0]
    dim = dim % len(shape)
    inner = size(shape[dim + 1:])
    rows = [[o * shape[dim] * inner + k * inner + i for k in range(shape[dim])] for o in range(size(shape[:dim])) for i in range(inner)]
    y = [0.0] * len(x[1])
    for row in rows:
        top = max(x[1][p] for p in row)
        e = [math.exp(x[1][p] - top) for p in row]
        for p, v in zip(row, e):
            y[p] = v / sum(e)

    def back(g):
        out = [0.0] * len(y)
        for row in rows:
            for p, v in zip(row, softmax_back([y[p] for p in row], [g[p] for p in row])):
                out[p] = v
        return [out]
    return (shape, y), back


def prod(x):
    """Naive: the slope is y / x, which is 0 / 0 where an element is 0. The file of expected failures says so."""
    y = math.prod(x[1])
    return ([], [y]), lambda g: [[g[0] * y / v for v in x[1]]]


def mean(x):
    n = len(x[1])
    return ([], [math.fsum(x[1]) / n]), lambda g: [[g[0] / n] * n]


RULES = {**{op: unary(op) for op in UNARY}, **{op: binary(op) for op in BINARY}, "sum": total, "prod": prod, "mean": mean, "mm": mm, "t": transpose, "softmax": softmax}
ATTRIBUTES = {"softmax": {"dim"}}


def forward(program, tensors):
    """All values by name, and for each node what passes its gradient on."""
    values, tape = dict(tensors), []
    for node in program["nodes"]:
        result, op, arguments = node[:3]
        attributes = node[3] if len(node) > 3 else {}
        if op not in RULES or not isinstance(result, str) or set(attributes) - ATTRIBUTES.get(op, set()):
            raise Decline(f"unsupported: {op}")
        taken = [values[a] if isinstance(a, str) else ([], [float(a)]) for a in arguments]
        try:
            values[result], back = RULES[op](*taken, **attributes)
        except TypeError:
            raise Decline(f"unsupported: {op} with these arguments")
        tape.append((result, arguments, back))
    return values, tape


def add(gradients, name, g):
    known = gradients.get(name)
    gradients[name] = g if known is None else [a + b for a, b in zip(known, g)]


def backward(tape, gradients):
    """Each node once, after all that use it: the order of the program, reversed."""
    for result, arguments, back in reversed(tape):
        if result in gradients:
            for name, g in zip(arguments, back(gradients[result])):
                if isinstance(name, str):
                    add(gradients, name, g)
    return gradients


def accumulate(grad, name, g):
    grad[name] = g if grad.get(name) is None else [a + b for a, b in zip(grad[name], g)]


def steps(program, tensors, wrt, todo):
    grad, values, tape, freed, answers = {}, {}, [], True, []
    for step in todo:
        kind = step["do"]
        if kind == "forward":
            values, tape = forward(program, tensors)
            freed = False
            answers.append({"values": {name: write(values[name]) for name in program["outputs"]}})
        elif kind == "zero_grad":
            grad = {} if step.get("set_to_none", True) else {k: [0.0] * len(v) for k, v in grad.items() if v is not None}
            answers.append({})
        elif kind == "grad":
            answers.append({"grad": {n: None if grad.get(n) is None else write((tensors[n][0], grad[n])) for n in step.get("of", wrt)}})
        elif step.get("create_graph") or step.get("inputs"):
            raise Decline("unsupported: create_graph and inputs")
        else:
            answers.append(walk(program, values, tape, freed, step, wrt, grad))
            freed = freed or ("error" not in answers[-1] and not step.get("retain_graph"))
    return {"steps": answers}


def walk(program, values, tape, freed, step, wrt, grad):
    names = step.get("outputs", program["outputs"])
    given = step.get("gradients", [None] * len(names))
    if any(g is None and len(values[n][1]) != 1 for n, g in zip(names, given)):
        return {"error": "non-scalar-output: the gradient may be left out for a scalar only"}
    if freed:
        return {"error": "graph-freed: the graph has been walked"}
    seeds = {n: [1.0] if g is None else read(g)[1] for n, g in zip(names, given)}
    gradients = backward(tape, seeds)
    for name in wrt:
        if name in gradients:
            accumulate(grad, name, gradients[name])
    return {}


def read(tensor):
    if tensor["dtype"] != "float64":
        raise Decline(f"unsupported: dtype {tensor['dtype']}")
    return tensor["shape"], [float(x.replace("Infinity", "inf")) if isinstance(x, str) else float(x) for x in tensor["data"]]


def write(value):
    names = {math.inf: "Infinity", -math.inf: "-Infinity"}
    return {"dtype": "float64", "shape": list(value[0]), "data": ["NaN" if x != x else names.get(x, x) for x in value[1]]}


def evaluate(function, request):
    program = request["program"]
    tensors = {name: read(t) for name, t in request["tensors"].items()}
    wrt = request.get("wrt", program["inputs"])
    if function == "backward":
        return steps(program, tensors, wrt, request["steps"])
    if function not in ("value", "vjp", "grad"):
        raise Decline(f"unsupported: {function}")
    values, tape = forward(program, tensors)
    output = {"values": {name: write(values[name]) for name in program["outputs"]}}
    if function == "value":
        return output
    given = request.get("cotangents", {})
    if not given and len(values[program["outputs"][0]][1]) != 1:
        raise Decline("non-scalar-output: a gradient needs a scalar")
    seeds = {}
    for name in program["outputs"]:
        g = read(given[name]) if given else (values[name][0], [1.0])
        if g[0] != values[name][0]:
            raise Decline("invalid-tensor: a cotangent has the shape of its output")
        add(seeds, name, g[1])
    gradients = backward(tape, seeds)
    output[function] = {n: write((tensors[n][0], gradients.get(n, [0.0] * len(tensors[n][1])))) for n in wrt}
    return output


def answer(message):
    kind = message.get("kind")
    if kind == "start":
        return {"tool": "tiny.py"}
    if kind == "define":
        return {"success": message["module"] == "program"}
    if kind != "evaluate":
        return {}
    try:
        return {"success": True, "output": evaluate(message["function"], message["input"])}
    except Decline as reason:
        return {"success": False, "error": str(reason)}
    except (ArithmeticError, ValueError) as reason:
        return {"success": False, "error": f"operator-failed: {reason}"}


def main():
    for line in sys.stdin:
        message = json.loads(line)
        print(json.dumps({"id": message["id"], **answer(message)}), flush=True)


if __name__ == "__main__":
    main()
