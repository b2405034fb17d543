"""PyTorch (the package torch) as an engine:

    pip install torch
    python3 ../kit/judge.py pytorch.py

Operators are called by ATen's names, with the signatures that torch.ops.aten has for them; nothing about a single operator stands here.
"""
import torch
import torch.autograd.forward_ad as forward_ad

from program import numbers, run, scalar

name = f"PyTorch {torch.__version__}"
DTYPES = {name: getattr(torch, name) for name in ("float64", "float32", "complex128", "complex64", "int64", "bool")}
DEFAULTS = dict(      # of the corpus, for parameters that have none in ATen
    training=False, use_input_stats=True, momentum=0.1, eps=1e-5, cudnn_enabled=False, interpolation_mode=0, padding_mode=0,
    align_corners=False, dilation=[1, 1], padding=[0, 0], stride=[1, 1])
OTHER_DEFAULTS = {"linalg_svd": {"full_matrices": False}, "stft": {"return_complex": True}}
PHRASES = {      # what PyTorch says, and the code for it
    "second time": "graph-freed",
    "modified by an inplace operation": "modified-in-place",
    "implicitly created only for scalar": "non-scalar-output",
    "not implemented": "unsupported",
    "Trying to use forward AD": "unsupported",
}


def coded(error):
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return f"{next((code for phrase, code in PHRASES.items() if phrase in str(error)), 'operator-failed')}: {text}"


def takes(parameter, value):
    """Whether a value can stand at a parameter of ATen's schema."""
    kind = str(parameter.type)
    if value is None:
        return kind.startswith("Optional")
    if isinstance(value, bool) or isinstance(value, str):
        return kind.removeprefix("Optional[").startswith("bool" if isinstance(value, bool) else "str")
    if isinstance(value, torch.Tensor):
        return "Tensor" in kind and "List" not in kind
    if isinstance(value, list):
        return "List" in kind
    return any(word in kind for word in ("number", "Scalar", "int", "float", "SymInt")) and "Tensor" not in kind


def bind(schema, arguments, attributes):
    """Named arguments for one signature: what attributes name, then arguments from left to right; a list takes all that it can."""
    free, named, rest = [p for p in schema.arguments if p.name not in attributes], dict(attributes), list(arguments)
    for n, parameter in enumerate(free):
        if "List[Tensor]" in str(parameter.type) or "List[Optional[Tensor]]" in str(parameter.type):
            later = sum(not p.has_default_value() for p in free[n + 1:])
            named[parameter.name], rest = rest[:len(rest) - later], rest[len(rest) - later:]
        elif rest:
            named[parameter.name] = rest.pop(0)
        elif not parameter.has_default_value():
            if parameter.name not in DEFAULTS and not str(parameter.type).startswith("Optional"):
                return None
            named[parameter.name] = DEFAULTS.get(parameter.name)
    known = {p.name: p for p in schema.arguments}
    if rest or any(p.is_out for p in schema.arguments) or set(named) - set(known):
        return None
    for key, value in named.items():
        if "List[int]" in str(known[key].type) and type(value) is int:
            named[key] = [value]
    return named if all(takes(known[key], value) for key, value in named.items()) else None


def call(op, arguments, attributes):
    packet, attributes = getattr(torch.ops.aten, op, None), {**OTHER_DEFAULTS.get(op, {}), **attributes}
    for overload in packet.overloads() if packet else []:
        function = getattr(packet, overload)
        named = bind(function._schema, arguments, attributes)
        if named is not None:
            schema = function._schema.arguments
            given = [named.get(p.name, p.default_value) for p in schema if not p.kwarg_only]      # by place: nothing can be named self
            return function(*given, **{p.name: named[p.name] for p in schema if p.kwarg_only and p.name in named})
    raise NotImplementedError(f"{op} with these arguments")


def read(tensor):
    return torch.tensor(numbers(tensor), dtype=DTYPES[tensor["dtype"]]).reshape(tensor["shape"])


def write(tensor):
    tensor = tensor.detach().clone().resolve_conj().resolve_neg()
    return {"dtype": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape), "data": tensor.reshape(-1).tolist()}


def gradients(outputs, inputs, seeds, create_graph=False):
    """Cotangents through outputs, some of which may depend on nothing: then zeros."""
    pairs = [(y, s) for y, s in zip(outputs, seeds) if y.requires_grad]
    found = torch.autograd.grad([y for y, _ in pairs], inputs, [s for _, s in pairs], retain_graph=True, create_graph=create_graph,
                                allow_unused=True) if pairs else [None] * len(inputs)
    return [torch.zeros_like(x) if g is None else g for g, x in zip(found, inputs)]


def jacobian(y, inputs, names):
    """The derivatives of y, a row for each of its numbers."""
    rows = []
    for k in range(y.numel()):
        seed = torch.zeros(y.numel(), dtype=y.dtype)
        seed[k] = 1
        rows.append(gradients([y], inputs, [seed.reshape(y.shape)]))
    columns = [torch.stack([row[j] for row in rows]) if rows else torch.zeros(0, dtype=y.dtype) for j in range(len(inputs))]
    return {n: write(column.reshape([*y.shape, *x.shape])) for n, column, x in zip(names, columns, inputs)}


def evaluate(function, request):
    try:
        return answer(function, request)
    except NotImplementedError as e:
        raise NotImplementedError(str(e).splitlines()[0]) from e
    except (RuntimeError, IndexError) as e:
        raise RuntimeError(coded(e)) from e


def answer(function, request):
    program, tensors = request["program"], {n: read(t) for n, t in request["tensors"].items()}
    wrt = request.get("wrt", [n for n in program["inputs"] if tensors[n].is_floating_point() or tensors[n].is_complex()])
    tangents = {n: read(t) for n, t in request.get("tangents", {}).items()}
    if function == "jvp":
        return forward_mode(program, tensors, tangents)
    if function != "value":
        for n in wrt:
            tensors[n].requires_grad_()
    if function == "backward":
        values = {}
        return {"steps": [step_by_step(program, tensors, wrt, values, step) for step in request["steps"]]}
    inputs, outputs = [tensors[n] for n in wrt], run(call, program, tensors)
    result = {"values": {n: write(y) for n, y in zip(program["outputs"], outputs)}}
    if function == "value":
        return result
    if function in ("grad", "hessian", "hvp") or function == "vjp" and "cotangents" not in request:
        scalar(program["outputs"][0], outputs[0].numel(), function)
    if function in ("grad", "vjp"):
        given = request.get("cotangents")
        seeds = [read(given[n]) if given else torch.ones_like(y) for n, y in zip(program["outputs"], outputs)]
        if any(s.shape != y.shape for s, y in zip(seeds, outputs)):
            raise ValueError("invalid-tensor: a cotangent has the shape of its output")
        return {**result, function: {n: write(g) for n, g in zip(wrt, gradients(outputs, inputs, seeds))}}
    if function == "jacobian":
        return {**result, "jacobian": {n: jacobian(y, inputs, wrt) for n, y in zip(program["outputs"], outputs)}}
    first = gradients(outputs[:1], inputs, [torch.ones_like(outputs[0])], create_graph=True)
    if function == "hvp":
        seeds = [tangents.get(n, torch.zeros_like(x)) for n, x in zip(wrt, inputs)]
        return {**result, "hvp": {n: write(h) for n, h in zip(wrt, gradients(first, inputs, seeds))}}
    return {**result, "hessian": {n: jacobian(g, inputs, wrt) for n, g in zip(wrt, first)}}


def forward_mode(program, tensors, tangents):
    with forward_ad.dual_level():
        duals = {n: forward_ad.make_dual(x, tangents[n]) if n in tangents else x for n, x in tensors.items()}
        pairs = {n: forward_ad.unpack_dual(y) for n, y in zip(program["outputs"], run(call, program, duals))}
        return {"values": {n: write(y.primal) for n, y in pairs.items()},
                "jvp": {n: write(torch.zeros_like(y.primal) if y.tangent is None else y.tangent) for n, y in pairs.items()}}


def step_by_step(program, tensors, wrt, values, step):
    try:
        if step["do"] == "forward":
            values.update(zip(program["outputs"], run(call, program, tensors)))
            return {"values": {n: write(values[n]) for n in program["outputs"]}}
        if step["do"] == "grad":
            return {"grad": {n: None if tensors[n].grad is None else write(tensors[n].grad) for n in step.get("of", wrt)}}
        if step["do"] == "zero_grad":
            for x in (tensors[n] for n in wrt):
                x.grad = None if step.get("set_to_none", True) or x.grad is None else torch.zeros_like(x)
            return {}
        names = step.get("outputs", program["outputs"])
        given = [None if g is None else read(g) for g in step.get("gradients", [None] * len(names))]
        torch.autograd.backward([values[n] for n in names], given, retain_graph=step.get("retain_graph"),
                                create_graph=step.get("create_graph", False),
                                inputs=[tensors[n] for n in step["inputs"]] if "inputs" in step else None)
        return {}
    except RuntimeError as e:
        return {"error": coded(e)}
