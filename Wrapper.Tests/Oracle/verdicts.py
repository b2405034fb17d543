"""What the kit's judge says of answers: verdicts.py KIT CORPUS ANSWERS, a line of which is {"id": of a case, "strict": ..., "answer": ...}."""
import json, pathlib, sys

sys.path.insert(0, sys.argv[1])
import judge

cases = {case["id"]: case for file in pathlib.Path(sys.argv[2]).rglob("*.jsonl") for case in map(json.loads, open(file, encoding="utf-8"))}
for asked in map(json.loads, open(sys.argv[3], encoding="utf-8")):
    status, _, mismatch = judge.judge(cases[asked["id"]], asked["answer"], asked["strict"])
    print(status, mismatch.path if mismatch else "")
