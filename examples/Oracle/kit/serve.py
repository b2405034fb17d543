"""An engine as a program that reads messages on stdin and answers on stdout, so that torchbridge-oracle can drive it:

    torchbridge-oracle check --engine "python3 serve.py my_engine.py"
"""
import json, math, sys

from judge import ask, load


def plain(part):
    """An output as JSON has it: infinities and NaN as texts, complex numbers as pairs."""
    if isinstance(part, dict):
        return {name: plain(each) for name, each in part.items()}
    if isinstance(part, (list, tuple)):
        return [plain(each) for each in part]
    if isinstance(part, complex):
        return [plain(part.real), plain(part.imag)]
    return ("NaN" if part != part else "Infinity" if part > 0 else "-Infinity") if isinstance(part, float) and not math.isfinite(part) else part


def serve(engine):
    out, sys.stdout = sys.stdout, sys.stderr      # what the engine prints is no answer
    for message in map(json.loads, sys.stdin):
        kind, answer = message.get("kind"), {}
        if kind == "start":
            answer = {"tool": getattr(engine, "name", engine.__name__), "config": {k: list(getattr(engine, k)) for k in ("dtypes", "functions", "operators") if hasattr(engine, k)}}
        elif kind == "define":
            answer = {"success": message["module"] == "program"}
        elif kind == "evaluate":
            answer = plain(ask(engine, message["function"], message["input"]))
        print(json.dumps({"id": message["id"], **answer}), file=out, flush=True)


if __name__ == "__main__":
    serve(load(sys.argv[1]))
