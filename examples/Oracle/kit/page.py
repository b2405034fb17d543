"""A conformance page from a report of judge.py or judge.mjs:  python3 page.py report.jsonl "My engine 1.0" > my_engine.md"""
import collections, json, sys

from judge import FUNCTIONS, groups, operators

outcomes = [line for line in map(json.loads, open(sys.argv[1], encoding="utf-8")) if "id" in line]
table = collections.defaultdict(lambda: collections.defaultdict(collections.Counter))
for outcome in outcomes:
    table[outcome["op"]][outcome["id"].split("/")[-3]][outcome["status"]] += 1
count = collections.Counter(outcome["status"] for outcome in outcomes)


def cell(statuses):
    """How many passed; of how many, if some failed."""
    passed, bad = statuses["passed"], statuses["failed"] + statuses["xfailed"]
    return f"**{passed} of {passed + bad}**" if bad else str(passed or "")


def ran(functions):
    return any(statuses["passed"] + statuses["failed"] + statuses["xfailed"] for statuses in functions.values())


print(f"# {sys.argv[2]}\n")
print(f"Of {len(outcomes)} cases {count['passed']} passed, {count['failed'] + count['xfailed']} failed, {count['skipped']} were skipped.")
print("Numbers are those of cases that passed; bold, where some failed. Operators of which all was skipped are not in the table.\n")
print(f"| operator | {' | '.join(FUNCTIONS)} |\n|---|{'---|' * len(FUNCTIONS)}")
for op, functions in sorted(table.items()):
    if ran(functions):
        print(f"| `{op}` | {' | '.join(cell(functions[function]) for function in FUNCTIONS)} |")
failures = groups(outcome for outcome in outcomes if outcome["status"] in ("failed", "xfailed"))
if failures:
    print("\n## Failures\n\n| cases | operators | reason | first |\n|---|---|---|---|")
for reason, some in failures:
    example = some[0]["id"] + (f": {some[0]['why']}" if some[0]["mismatch"] else "")
    print(f"| {len(some)} | {operators(some)} | {reason} | {example} |".replace("<", "&lt;"))
others = sorted(op for op, functions in table.items() if not ran(functions))
if others:
    print(f"\n## Skipped operators\n\n{', '.join(f'`{op}`' for op in others)}")
