"""tiny.py with mistakes planted, to see that they are found: wrong.py PATH_OF_TINY [BUG...]; all bugs if none is named."""
import importlib.util, sys

spec = importlib.util.spec_from_file_location("tiny", sys.argv[1])
tiny = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tiny)


def no_reduction():
    """The gradient of a broadcast argument is not summed, only cut to its size."""
    tiny.reduce_to = lambda place, terms, count: (terms + [0.0] * count)[:count]


def overwrite():
    """A backward pass replaces .grad."""
    tiny.accumulate = lambda grad, name, g: grad.update({name: g})


def diagonal_softmax():
    """softmax as if each output depended on its own input alone."""
    tiny.softmax_back = lambda y, g: [a * (1 - a) * b for a, b in zip(y, g)]


def relu_at_zero():
    """The slope of relu as (1 + x / |x|) / 2."""
    tiny.UNARY["relu"] = (tiny.UNARY["relu"][0], lambda x, y: (1 + x / abs(x)) / 2 if x else float("nan"))
    tiny.RULES["relu"] = tiny.unary("relu")


def double_count():
    """Passes the sum so far on at every use, instead of once when it is complete."""
    def backward(tape, seeds):
        nodes, gradients = {result: (arguments, back) for result, arguments, back in tape}, {}

        def push(name, g):
            tiny.add(gradients, name, g)
            if name in nodes:
                arguments, back = nodes[name]
                for argument, part in zip(arguments, back(gradients[name])):
                    if isinstance(argument, str):
                        push(argument, part)
        for name, g in seeds.items():
            push(name, g)
        return gradients
    tiny.backward = backward


BUGS = {f.__name__: f for f in (no_reduction, overwrite, diagonal_softmax, relu_at_zero, double_count)}
for bug in sys.argv[2:] or BUGS:
    BUGS[bug]()
tiny.main()
