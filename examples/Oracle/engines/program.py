"""What adapters in Python have in common: the numbers of a tensor, and a program run by functions whose parameters have ATen's names."""
import inspect


def numbers(tensor):
    value = lambda x: float(x) if isinstance(x, str) else x      # NaN, Infinity and -Infinity are texts
    return [complex(*map(value, x)) if isinstance(x, list) else value(x) for x in tensor["data"]]


def call(operators, op, arguments, attributes):
    """Arguments stand at the parameters that no attribute names, from left to right; the rest has its default."""
    if op not in operators:
        raise NotImplementedError(op)
    parameters = inspect.signature(operators[op]).parameters.values()
    free = [p.name for p in parameters if p.name not in attributes]
    named = {**attributes, **dict(zip(free, arguments))}
    if any(p.kind == p.VAR_POSITIONAL for p in parameters):
        return operators[op](*arguments, **attributes)
    missing = any(p.default is p.empty and p.name not in named for p in parameters)
    if missing or len(arguments) > len(free) or set(named) - {p.name for p in parameters}:
        raise NotImplementedError(f"{op} with these arguments")
    return operators[op](**named)


def run(call, program, values):
    """The outputs of a program, by call(op, arguments, attributes). An operator with several results under one name gives the first."""
    values = dict(values)
    for result, op, names, *attributes in program["nodes"]:
        got = call(op, [values[a] if isinstance(a, str) else a for a in names], *(attributes or [{}]))
        if isinstance(result, list):
            values.update(zip(result, got))
        else:
            values[result] = got[0] if isinstance(got, (tuple, list)) else got
    return [values[name] for name in program["outputs"]]


def scalar(name, size, function):
    if size != 1:
        raise ValueError(f"non-scalar-output: {function} needs an output of one number, {name} has {size}")
