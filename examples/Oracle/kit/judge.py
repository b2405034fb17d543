"""Asks an engine in Python the cases of the corpus, by a function call, and tells what it gets wrong. Standard library only.

    python3 judge.py my_engine.py --filter smoke

The engine is a function evaluate(function, request) in my_engine.py; template.py shows one. It returns the output, or raises an error:
NotImplementedError for what it does not do, which is skipped, or any error whose text starts with a code, as "non-scalar-output: ...".
Exit code 0: all as expected. 1: usage. 3: a case failed, or none passed.
"""
import argparse, collections, importlib.util, json, math, os, re, struct, sys

HERE = os.path.dirname(os.path.abspath(__file__))
FUNCTIONS = ("value", "grad", "vjp", "jvp", "jacobian", "hessian", "hvp", "backward")
DTYPES = ("float64", "float32", "complex128", "complex64", "int64", "bool")
DECLINED = ("unsupported", "unknown-operator", "unknown-function", "unknown-module")
GRAPH = ("non-scalar-output", "graph-freed", "modified-in-place", "does-not-require-grad", "unused-input", "not-implemented", "nan-found")
NAMED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
REQUEST = ("program", "tensors", "wrt", "cotangents", "tangents", "steps")
Tensor = collections.namedtuple("Tensor", "dtype shape data")      # data flat, a complex element as two numbers
Mismatch = collections.namedtuple("Mismatch", "path expected got")


class Unreadable(Exception):
    """An output that is not made as the protocol says."""


def code_of(error):
    return error.split(":")[0].strip()


def number(x, dtype, where):
    if dtype == "bool":
        if isinstance(x, bool):
            return float(x)
        raise Unreadable(f"{where} has an element that is neither true nor false")
    value = NAMED.get(x) if isinstance(x, str) and dtype != "int64" else x
    if isinstance(value, bool) or not isinstance(value, int if dtype == "int64" else (int, float)):
        raise Unreadable(f"{where} has an element {x!r}, which is not a number of {dtype}")
    try:
        value = float(value)
        return struct.unpack("<f", struct.pack("<f", value))[0] if dtype in ("float32", "complex64") else value
    except OverflowError:
        raise Unreadable(f"{where} has a number that {dtype} cannot hold") from None


def read_tensor(part, where):
    dtype, shape, data = (part.get(field) for field in ("dtype", "shape", "data"))
    if dtype not in DTYPES:
        raise Unreadable(f"{where} has a dtype that is not one of {', '.join(DTYPES)}")
    if set(part) != {"dtype", "shape", "data"} or not isinstance(shape, (list, tuple)) or not isinstance(data, (list, tuple)):
        raise Unreadable(f"{where} needs a dtype, a list as shape and a flat list as data, and nothing else")
    if not all(type(n) is int and n >= 0 for n in shape) or len(data) != math.prod(shape):
        raise Unreadable(f"{where} has {len(data)} numbers and the shape {list(shape)}")
    if dtype.startswith("complex"):
        pairs = [(x.real, x.imag) if isinstance(x, complex) else x for x in data]
        if not all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in pairs):
            raise Unreadable(f"{where} has a complex number that is not a pair [real, imaginary]")
        data = [x for pair in pairs for x in pair]
    return Tensor(dtype, list(shape), [number(x, dtype, where) for x in data])


def read(part, where=""):
    """An answer's part, with each object that has a dtype as a Tensor."""
    if part is None or isinstance(part, str):
        return part
    if isinstance(part, (list, tuple)):
        return [read(each, f"{where}[{i}]") for i, each in enumerate(part)]
    if not isinstance(part, dict):
        raise Unreadable(f"{where} is {part!r}, but it must be a tensor, an object, a list, a string or null")
    if "dtype" in part:
        return read_tensor(part, where)
    return {name: read(each, f"{where}.{name}" if where else name) for name, each in part.items()}


def close(expected, got, tol):
    return expected == got or expected != expected and got != got or (
        math.isfinite(expected) and math.isfinite(got) and abs(got - expected) <= tol["atol"] + tol["rtol"] * abs(expected))


def place(tensor, i):
    """Where number i of a tensor is: [1, 0], and which part of a complex element."""
    part = ""
    if tensor.dtype.startswith("complex"):
        i, part = i // 2, (".real", ".imag")[i % 2]
    at = []
    for n in reversed(tensor.shape):
        i, k = divmod(i, n)
        at.insert(0, k)
    return (str(at) if at else "") + part


def describe(part):
    if isinstance(part, Tensor):
        return f"a tensor of shape {part.shape}"
    return "an object" if isinstance(part, dict) else f"a list of {len(part)}" if isinstance(part, list) else str(part)


def first(found):
    return next(filter(None, found), None)


def differ(expected, got, tol, path="", free=frozenset()):
    """The first place where an answer is not what was expected, or None. Numbers at free places are not compared."""
    if isinstance(expected, Tensor):
        if not isinstance(got, Tensor):
            return Mismatch(path, describe(expected), describe(got))
        if (expected.dtype, expected.shape) != (got.dtype, got.shape):
            return Mismatch(path, f"{expected.dtype} of shape {expected.shape}", f"{got.dtype} of shape {got.shape}")
        for i, (e, g) in enumerate(zip(expected.data, got.data)):
            if not close(e, g, tol) and (path, i) not in free:
                return Mismatch(path + place(expected, i), repr(e), repr(g))
        return None
    if isinstance(expected, dict):
        if not isinstance(got, dict):
            return Mismatch(path, "an object", describe(got))
        for name, part in expected.items():
            inner, found = f"{path}.{name}" if path else name, got.get(name)
            if name == "error":
                wrong = None if isinstance(found, str) and code_of(found) == code_of(part) else Mismatch(inner, part, describe(found))
            else:
                wrong = differ(part, found, tol, inner, free) if name in got else Mismatch(inner, describe(part), "nothing")
            if wrong:
                return wrong
        return Mismatch(f"{path}.error", "none", describe(got["error"])) if "error" in got and "error" not in expected else None
    if isinstance(expected, list):
        if not isinstance(got, list) or len(got) != len(expected):
            return Mismatch(path, f"a list of {len(expected)}", describe(got))
        return first(differ(e, g, tol, f"{path}[{i}]") for i, (e, g) in enumerate(zip(expected, got)))
    return None if expected == got else Mismatch(path, describe(expected), describe(got))


def bad_choice(choice, output, tol):
    """Where the numbers of a set are no right choice, or None."""
    found, slack = [], []
    for (*names, i), low, high in zip(choice["places"], choice["low"], choice["high"]):
        tensor = output
        for name in names:
            tensor = tensor[name]
        found.append(tensor.data[i])
        slack.append(tol["atol"] + tol["rtol"] * max(abs(low), abs(high)))
        if not low - slack[-1] <= found[-1] <= high + slack[-1]:
            return Mismatch(".".join(names) + place(tensor, i), f"from {low} to {high}", repr(found[-1]))
    places = ["{}[{}]".format(".".join(names), i) for *names, i in choice["places"]]
    if "sum" in choice and not abs(sum(found) - choice["sum"]) <= sum(slack):
        return Mismatch(" + ".join(places), f"the sum {choice['sum']}", repr(sum(found)))
    if "length" in choice and not math.sqrt(sum(x * x for x in found)) <= choice["length"] + sum(slack):
        return Mismatch(", ".join(places), f"a length of at most {choice['length']}", repr(math.sqrt(sum(x * x for x in found))))
    return None


def judge(case, answer, strict=False):
    """What an answer is worth: passed, failed or skipped; why; and the mismatch, where numbers or parts of the output differ."""
    if not isinstance(answer, dict) or not isinstance(answer.get("success"), bool):
        return "failed", "the answer has no field success that is true or false", None
    wanted, error = case["expect"].get("error"), answer.get("error")
    if not answer["success"]:
        if not isinstance(error, str) or not error.strip():
            return "failed", "the answer has success false and no error string that starts with a code", None
        if code_of(error) == wanted:
            return "passed", "", None
        if code_of(error) in DECLINED:
            return "skipped", error, None
        return "failed", f"expected {f'the error {wanted}' if wanted else 'an answer'}, got the error {error}", None
    if wanted:
        return "failed", f"expected the error {wanted}, got an answer", None
    if not isinstance(answer.get("output"), dict):
        return "failed", "the answer has no output, an object of tensors by name", None
    try:
        expected, got, tol = read(case["expect"]), read(answer["output"]), case["tol"]
    except Unreadable as e:
        return "failed", f"the output cannot be read: {e}", None
    missing = first(name for name in expected if not isinstance(got, dict) or name not in got)
    if missing:
        return "failed", f'the output has no "{missing}"', None
    wrong = other = differ(expected, got, tol)
    if wrong and not strict and "accept" in case:
        free = {(".".join(names), i) for choice in case["accept"] for *names, i in choice["places"]}
        wrong = differ(expected, got, tol, "", free) or first(bad_choice(choice, got, tol) for choice in case["accept"])
    text = "{}: expected {}, got {}".format(*(wrong or other)) if other else ""
    return ("failed" if wrong else "passed"), text, wrong


def ask(engine, function, request):
    try:
        return {"success": True, "output": engine.evaluate(function, request)}
    except (Exception, SystemExit) as e:
        text = " ".join(str(e).split())[:300]
        if not re.match(r"[a-z]+(-[a-z]+)*:", text):
            text = f"{'unsupported' if isinstance(e, NotImplementedError) else type(e).__name__}: {text}"
        return {"success": False, "error": text}


def undeclared(engine, case):
    """Why an engine need not be asked: it declares dtypes, functions or operators, and the case has others."""
    tensors = [*case["tensors"].values(), *case.get("tangents", {}).values(), *case.get("cotangents", {}).values()]
    operators = [node[1] for node in case["program"]["nodes"]]
    needs = (("dtype", t["dtype"]) for t in tensors), [("function", case["function"])], (("operator", op) for op in operators)
    return first(f"not declared: {what} {one}" for some in needs for what, one in some if one not in getattr(engine, f"{what}s", [one]))


def run(engine, lines, strict, known):
    for n, line in enumerate(lines):
        case, request = json.loads(line), json.loads(line)      # an engine may write into its own
        if sys.stderr.isatty():
            print(f"\r{n + 1} of {len(lines)} ", end="", file=sys.stderr, flush=True)
        unasked = undeclared(engine, case)
        request = {field: request[field] for field in REQUEST if field in request}
        status, why, wrong = ("skipped", unasked, None) if unasked else judge(case, ask(engine, case["function"], request), strict)
        if status == "failed" and case["id"].startswith(known):
            status = "xfailed"
        yield {"id": case["id"], "op": case["op"], "status": status, "why": why, "mismatch": wrong and wrong._asdict(),
               "flags": case["flags"], "comment": case.get("comment", "")}


def explanations(outcome, flags):
    """The flags that can explain a failure: where a value is wrong those about values, where the engine broke down none."""
    wrong, why = outcome["mismatch"], outcome["why"]
    if wrong is None and not why.startswith("expected the error") and code_of(why.rpartition("got the error ")[2]) not in GRAPH:
        return []
    of_value = wrong and re.match(r"(steps\[\d+\]\.)?values\b", wrong["path"])
    return [flag for flag in outcome["flags"] if not of_value or flags[flag]["values"]]


def suspects(outcomes, flags):
    """The flags that explain the failures: again and again that of whose cases the largest part failed, until each failure has one.
    It is as if two more cases of each had passed: one failure out of one tells less than nine out of ten."""
    bad = [explanations(o, flags) for o in outcomes if o["status"] == "failed"]
    count = lambda some, flag: sum(flag in each for each in some)
    ran, left = [o["flags"] for o in outcomes if o["status"] != "skipped"], bad
    while any(left):
        share = lambda flag: (count(bad, flag) / (count(ran, flag) + 2), count(left, flag))
        best = max((flag for flag in flags if count(left, flag)), key=share)
        left = [each for each in left if best not in each]
        yield best, count(bad, best), count(ran, best)


def groups(outcomes):
    """Failures with one reason together, the largest group first."""
    found = collections.defaultdict(list)
    for o in outcomes:
        part = o["mismatch"] and re.sub(r"\[\d+\]", "", o["mismatch"]["path"]).split(".")
        found[f"{o['op']}: wrong {next((name for name in part if name in FUNCTIONS), 'values')}" if part else o["why"]].append(o)
    return sorted(found.items(), key=lambda group: -len(group[1]))


def operators(outcomes):
    names = sorted({o["op"] for o in outcomes})
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if names[5:] else "")


def report(outcomes, flags, unexpected):
    of = {status: [o for o in outcomes if o["status"] == status] for status in ("passed", "failed", "xfailed", "skipped")}
    for reason, some in groups(of["failed"]):
        print(f"FAILED {len(some)} case{'s' * (len(some) > 1)}: {reason}")
        print(f"  {operators(some)}; first {some[0]['id']}" + (f": {some[0]['why']}" if some[0]["mismatch"] else ""))
        if some[0]["comment"]:
            print(f"  about: {some[0]['comment']}")
    named = list(suspects(outcomes, flags))
    for i, (flag, bad, ran) in enumerate(named):
        print("Where to look:\n" * (i == 0) + f"  {flag} ({bad} of {ran} failed): {flags[flag]['hint']}")
    reasons = collections.Counter(o["why"] for o in of["skipped"]).most_common()
    for i, (why, n) in enumerate(reasons[:10]):
        print("Skipped:\n" * (i == 0) + f"  {n} cases: {why}")
    if reasons[10:]:
        print(f"  {sum(n for _, n in reasons[10:])} cases for {len(reasons) - 10} other reasons; --report has them all")
    if others := sum(o["why"] != "" for o in of["passed"]):
        print(f"{others} passed with another choice than LibTorch's, which is as good; --strict asks for LibTorch's.")
    for prefix in unexpected:
        print(f"unexpected pass: {prefix} is in the file of expected failures, but nothing of it fails")
    if not of["passed"]:
        print("No case passed.")
    known = f"{len(of['xfailed'])} failed as expected, " if of["xfailed"] else ""
    print(f"{len(of['passed'])} passed, {len(of['failed']) + len(unexpected)} failed, {known}{len(of['skipped'])} skipped")
    return [flag for flag, _, _ in named], 3 if of["failed"] or unexpected or not of["passed"] else 0


def load(path):
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    spec = importlib.util.spec_from_file_location(os.path.splitext(os.path.basename(path))[0], path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    parser = argparse.ArgumentParser(description="Tells what an engine in Python gets wrong.")
    parser.add_argument("engine", help="a file of Python with a function evaluate(function, request)")
    parser.add_argument("--corpus", default=os.path.join(HERE, "..", "corpus", "v2"), help="the folder of the cases")
    about = "only cases whose id starts so or has this as a part, or with this operator or flag; may be given several times"
    parser.add_argument("--filter", action="append", help=about)
    parser.add_argument("--xfails", help="a file of prefixes of ids that are expected to fail; # starts a comment")
    parser.add_argument("--strict", action="store_true", help="at kinks and ties accept LibTorch's choice only")
    parser.add_argument("--report", help="where to write the outcome of every case, as JSON Lines")
    options = parser.parse_args()
    files = sorted(os.path.join(folder, file) for folder, _, names in os.walk(options.corpus) for file in names if file.endswith(".jsonl"))
    cases = {json.loads(line)["id"]: line for file in files for line in open(file, encoding="utf-8") if line.strip()}
    lines = [line for name, line in cases.items() if not options.filter or any(fits(json.loads(line), one) for one in options.filter)]
    known = [line.split("#")[0].strip() for line in open(options.xfails, encoding="utf-8")] if options.xfails else []
    known = [prefix for prefix in known if prefix]
    stray = next((prefix for prefix in known if not any(name.startswith(prefix) for name in cases)), None)
    if stray:
        sys.exit(f"judge.py: no case has an id that starts with {stray}, as {options.xfails} expects")
    if not lines:
        sys.exit(f"judge.py: no case of {options.corpus} fits the filter {options.filter}")
    outcomes = list(run(load(options.engine), lines, options.strict, tuple(known)))
    ran = [o for o in outcomes if o["status"] != "skipped"]
    having = {prefix: [o["status"] for o in ran if o["id"].startswith(prefix)] for prefix in known}
    unexpected = [prefix for prefix, statuses in having.items() if statuses and "xfailed" not in statuses]
    named, code = report(outcomes, json.load(open(os.path.join(options.corpus, "flags.json"), encoding="utf-8")), unexpected)
    if options.report:
        with open(options.report, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in [*outcomes, {"suspects": named}])
    sys.exit(code)


def fits(case, one):
    return case["id"].startswith(one) or f"/{one}/" in f"/{case['id']}/" or one == case["op"] or one in case["flags"]


if __name__ == "__main__":
    main()
