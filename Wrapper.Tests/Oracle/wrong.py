"""tiny.py with another choice or with mistakes, to see what is found: wrong.py PATH_OF_TINY [CHANGE...]; all mistakes if none is named."""
import importlib.util, math, sys

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


def set_slope(op, slope):
    tiny.UNARY[op] = (tiny.UNARY[op][0], slope)
    tiny.RULES[op] = tiny.unary(op)


def relu_at_zero():
    """The slope of relu as (1 + x / |x|) / 2, which is NaN at 0."""
    set_slope("relu", lambda x, y: float(x > 0) if x else math.nan)


def abs_at_zero():
    """The slope of abs as x / |x|."""
    set_slope("abs", lambda x, y: x / abs(x) if x else math.nan)


def abs_too_steep():
    """A slope at 0 that no line through the kink has."""
    set_slope("abs", lambda x, y: (x > 0) - (x < 0) if x else 1.5)


def tie_lost():
    """Neither of two equal arguments gets anything."""
    tiny.share = lambda a, b: 1.0 if a > b else 0.0


def tie_doubled():
    """Each of two equal arguments gets everything."""
    tiny.share = lambda a, b: 1.0 if a >= b else 0.0


def root_without_infinity():
    """The slope of the root at 0 is cut to a finite number."""
    set_slope("sqrt", lambda x, y: 0.5 / max(y, 1e-12))


def reciprocal_sign():
    """The slope of 1 / x with the wrong sign where it is infinite."""
    set_slope("reciprocal", lambda x, y: -y * y if x else math.inf)


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


def right_one_side():
    """Not wrong: a tie gives everything to the first argument, and a kink has the slope of its right side."""
    value, left, right = tiny.BINARY["maximum"]
    tiny.BINARY["maximum"] = (value, lambda a, b: float(a >= b), lambda a, b: float(b > a))
    value, left, right = tiny.BINARY["minimum"]
    tiny.BINARY["minimum"] = (value, lambda a, b: float(a <= b), lambda a, b: float(b < a))
    tiny.RULES.update({op: tiny.binary(op) for op in ("maximum", "minimum")})
    set_slope("abs", lambda x, y: 1.0 if x >= 0 else -1.0)
    set_slope("relu", lambda x, y: 1.0 if x >= 0 else 0.0)


CLASSIC = (no_reduction, overwrite, diagonal_softmax, relu_at_zero, double_count)
CHANGES = {f.__name__: f for f in (*CLASSIC, abs_at_zero, abs_too_steep, tie_lost, tie_doubled, root_without_infinity, reciprocal_sign, right_one_side)}
for change in sys.argv[2:] or [f.__name__ for f in CLASSIC]:
    CHANGES[change]()
evaluate = tiny.evaluate
if __name__ == "__main__":
    tiny.main()
