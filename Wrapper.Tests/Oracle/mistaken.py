"""tiny.py with a mistake that adapters make: mistaken.py PATH_OF_TINY MISTAKE."""
import importlib.util, json, math, struct, sys

spec = importlib.util.spec_from_file_location("tiny", sys.argv[1])
tiny = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tiny)
mistake, asked = sys.argv[2], 0


def answer(message):
    global asked
    found = {"id": message["id"], **tiny.answer(message)}
    if message.get("kind") == "start" and mistake == "declares":
        found["config"] = {"dtypes": ["float64"], "functions": ["vjp"], "operators": ["tanh", "mul"]}
    if message.get("kind") == "start" and mistake == "declares_a_number":
        found["config"] = {"dtypes": 64}
    if message.get("kind") != "evaluate":
        return found
    asked += 1
    if mistake == "undeclared_is_asked":
        raise SystemExit("an engine is not asked what it does not declare")
    if mistake == "no_values":
        del found["output"]["values"]
    if mistake == "no_vjp":
        del found["output"]["vjp"]
    if mistake == "wrong_id":
        found["id"] += 1
    if mistake == "no_id":
        del found["id"]
    if mistake == "declines_loudly":
        return {"id": message["id"], "success": False, "error": f"Unsupported: {message['function']}"}
    if mistake == "declines_in_words":
        return {"id": message["id"], "success": False, "error": "unsupported function"}
    if mistake == "declines_some":
        return {"id": message["id"], "success": False, "error": "unsupported: mm"} if "mm" in json.dumps(message) else found
    if mistake == "raises":
        return {"id": message["id"], "success": False, "error": f"TypeError: bad operand type"}
    if mistake == "no_error":
        return {"id": message["id"], "success": False}
    if mistake == "wrong_value":
        found["output"]["values"]["out"]["data"][0] += 1
    if mistake == "dies" and asked == 2:
        sys.exit(7)
    return found


if mistake == "banner":
    print("Welcome to tiny 1.0", flush=True)
if mistake in ("float32", "float32_wrong"):      # an engine that has float32 only; right, or with a slope that is off by a thousandth
    def narrow(x):
        return struct.unpack("f", struct.pack("f", x))[0] if math.isfinite(x) and abs(x) < 3e38 else x
    read, write = tiny.read, tiny.write

    def read32(tensor):
        if tensor["dtype"] != "float32":
            raise tiny.Decline(f"unsupported: dtype {tensor['dtype']}")
        return read({**tensor, "dtype": "float64"})

    def write32(value):
        return {**write((value[0], [narrow(x) for x in value[1]])), "dtype": "float32"}
    tiny.read, tiny.write = read32, write32
    if mistake == "float32_wrong":
        tiny.UNARY["tanh"] = (math.tanh, lambda x, y: (1 - y * y) * 1.001)
        tiny.RULES["tanh"] = tiny.unary("tanh")
for line in sys.stdin:
    found = answer(json.loads(line))
    text = json.dumps(found, indent=2 if mistake == "pretty" and found["id"] > 1 else None)
    if mistake == "bare_nan" and found["id"] > 1:
        text = text.replace('"data": [', '"data": [NaN, ', 1)
    if mistake == "debug_line" and found["id"] > 1:
        print(f"evaluating message {found['id']}", flush=True)
    print(text, flush=True)
