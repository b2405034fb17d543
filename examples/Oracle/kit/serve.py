"""An engine as a program that reads messages on stdin and answers on stdout, so that torchbridge-oracle can drive it:

    torchbridge-oracle check --engine "python3 serve.py my_engine.py"
"""
import json, math, sys

from judge import ask, load, undeclared


def plain(part):
    """An output as JSON has it: infinities and NaN as texts, complex numbers as pairs."""
    if isinstance(part, dict):
        return {name: plain(each) for name, each in part.items()}
    if isinstance(part, (list, tuple)):
        return [plain(each) for each in part]
    if isinstance(part, complex):
        return [plain(part.real), plain(part.imag)]
    if isinstance(part, float) and not math.isfinite(part):
        return "NaN" if part != part else "Infinity" if part > 0 else "-Infinity"
    return part


def serve(engine):
    out, sys.stdout = sys.stdout, sys.stderr      # what the engine prints is no answer
    for message in map(json.loads, sys.stdin):
        kind, answer = message.get("kind"), {}
        if kind == "start":
            declared = {what: list(getattr(engine, what)) for what in ("dtypes", "functions", "operators") if hasattr(engine, what)}
            answer = {"tool": getattr(engine, "name", engine.__name__), "config": declared}
        elif kind == "define":
            answer = {"success": message["module"] == "program"}
        elif kind == "evaluate":
            function, request = message["function"], message["input"]
            unasked = undeclared(engine, {**request, "function": function})
            answer = {"success": False, "error": f"unsupported: {unasked}"} if unasked else plain(ask(engine, function, request))
        print(json.dumps({"id": message["id"], **answer}), file=out, flush=True)


if __name__ == "__main__":
    serve(load(sys.argv[1]))
