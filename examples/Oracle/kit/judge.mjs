// Asks an engine in JavaScript the cases of the corpus, by a function call, and tells what it gets wrong. Node, no packages.
//
//     node judge.mjs my_engine.mjs --filter smoke
//
// The engine is a function evaluate(function, request) that my_engine.mjs exports; template.mjs shows one. It returns the output (or a
// promise of it), or throws an error whose message starts with a code: "unsupported: conv2d" for what it does not do, which is skipped.
// Exit code 0: all as expected. 1: usage. 3: a case failed, or none passed.
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const FUNCTIONS = ['value', 'grad', 'vjp', 'jvp', 'jacobian', 'hessian', 'hvp', 'backward'];
const DTYPES = ['float64', 'float32', 'complex128', 'complex64', 'int64', 'bool'];
const DECLINED = ['unsupported', 'unknown-operator', 'unknown-function', 'unknown-module'];
const GRAPH = ['non-scalar-output', 'graph-freed', 'modified-in-place', 'does-not-require-grad', 'unused-input', 'not-implemented',
  'nan-found'];
const NAMED = { NaN, Infinity, '-Infinity': -Infinity };
const REQUEST = ['program', 'tensors', 'wrt', 'cotangents', 'tangents', 'steps'];

class Unreadable extends Error {}                 // an output that is not made as the protocol says
class Tensor {                                    // data flat, a complex element as two numbers
  constructor(dtype, shape, data) { Object.assign(this, { dtype, shape, data }); }
}
const has = (object, name) => Object.hasOwn(object, name);
const isObject = (part) => typeof part === 'object' && part !== null && !Array.isArray(part);
const codeOf = (error) => error.split(':')[0].trim();
const shown = (shape) => `[${shape.join(', ')}]`;

function number(x, dtype, where) {
  if (dtype === 'bool') {
    if (typeof x === 'boolean') return Number(x);
    throw new Unreadable(`${where} has an element that is neither true nor false`);
  }
  if (typeof x === 'string' && has(NAMED, x) && dtype !== 'int64') return NAMED[x];
  if (typeof x !== 'number' || (dtype === 'int64' && !Number.isSafeInteger(x)))
    throw new Unreadable(`${where} has an element ${JSON.stringify(x)}, which is not a number of ${dtype}`);
  const kept = dtype === 'float32' || dtype === 'complex64' ? Math.fround(x) : x;
  if (Number.isFinite(x) && !Number.isFinite(kept)) throw new Unreadable(`${where} has a number that ${dtype} cannot hold`);
  return kept;
}

function readTensor(part, where) {
  const { dtype, shape } = part, data = ArrayBuffer.isView(part.data) ? [...part.data] : part.data;
  if (!DTYPES.includes(dtype)) throw new Unreadable(`${where} has a dtype that is not one of ${DTYPES.join(', ')}`);
  if (Object.keys(part).length !== 3 || !Array.isArray(shape) || !Array.isArray(data))
    throw new Unreadable(`${where} needs a dtype, a list as shape and a flat list as data, and nothing else`);
  if (!shape.every((n) => Number.isSafeInteger(n) && n >= 0) || data.length !== shape.reduce((a, b) => a * b, 1))
    throw new Unreadable(`${where} has ${data.length} numbers and the shape ${shown(shape)}`);
  if (dtype.startsWith('complex') && !data.every((pair) => Array.isArray(pair) && pair.length === 2))
    throw new Unreadable(`${where} has a complex number that is not a pair [real, imaginary]`);
  return new Tensor(dtype, shape, (dtype.startsWith('complex') ? data.flat() : data).map((x) => number(x, dtype, where)));
}

// An answer's part, with each object that has a dtype as a Tensor.
function read(part, where = '') {
  if (part === null || typeof part === 'string') return part;
  if (Array.isArray(part)) return part.map((each, i) => read(each, `${where}[${i}]`));
  if (!isObject(part)) throw new Unreadable(`${where} is ${part}, but it must be a tensor, an object, a list, a string or null`);
  if (has(part, 'dtype')) return readTensor(part, where);
  return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, read(each, where ? `${where}.${name}` : name)]));
}

const close = (expected, got, tol) => expected === got || (Number.isNaN(expected) && Number.isNaN(got))
  || (Number.isFinite(expected) && Number.isFinite(got) && Math.abs(got - expected) <= tol.atol + tol.rtol * Math.abs(expected));

// Where number i of a tensor is: [1, 0], and which part of a complex element.
function place({ dtype, shape }, i) {
  const part = dtype.startsWith('complex') ? ['.real', '.imag'][i % 2] : '', at = [];
  let rest = part ? Math.floor(i / 2) : i;
  for (const n of [...shape].reverse()) { at.unshift(rest % n); rest = Math.floor(rest / n); }
  return (at.length > 0 ? shown(at) : '') + part;
}

function describe(part) {
  if (part instanceof Tensor) return `a tensor of shape ${shown(part.shape)}`;
  if (Array.isArray(part)) return `a list of ${part.length}`;
  return isObject(part) ? 'an object' : String(part);
}

const mismatch = (where, expected, got) => ({ path: where, expected: String(expected), got: String(got) });

// The first place where an answer is not what was expected, or null. Numbers at free places are not compared.
function differ(expected, got, tol, where = '', free = new Set()) {
  if (expected instanceof Tensor) {
    if (!(got instanceof Tensor)) return mismatch(where, describe(expected), describe(got));
    if (expected.dtype !== got.dtype || shown(expected.shape) !== shown(got.shape))
      return mismatch(where, `${expected.dtype} of shape ${shown(expected.shape)}`, `${got.dtype} of shape ${shown(got.shape)}`);
    const i = expected.data.findIndex((e, n) => !close(e, got.data[n], tol) && !free.has(`${where}[${n}]`));
    return i < 0 ? null : mismatch(where + place(expected, i), expected.data[i], got.data[i]);
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(got) || got.length !== expected.length) return mismatch(where, describe(expected), describe(got));
    return first(expected, (e, i) => differ(e, got[i], tol, `${where}[${i}]`));
  }
  if (!isObject(expected)) return expected === got ? null : mismatch(where, describe(expected), describe(got));
  if (!isObject(got) || got instanceof Tensor) return mismatch(where, 'an object', describe(got));
  return first(Object.entries(expected), ([name, part]) => {
    const inner = where ? `${where}.${name}` : name, found = has(got, name) ? got[name] : undefined;
    if (name === 'error')
      return typeof found === 'string' && codeOf(found) === codeOf(part) ? null : mismatch(inner, part, describe(found ?? null));
    return found === undefined ? mismatch(inner, describe(part), 'nothing') : differ(part, found, tol, inner, free);
  }) ?? (has(got, 'error') && !has(expected, 'error') ? mismatch(`${where}.error`, 'none', describe(got.error)) : null);
}

function first(list, look) {
  for (let i = 0; i < list.length; i++) { const found = look(list[i], i); if (found) return found; }
  return null;
}

const placeName = (names) => `${names.slice(0, -1).join('.')}[${names.at(-1)}]`;

// Where the numbers of a set are no right choice, or null.
function badChoice({ places, low, high, sum, length }, output, tol) {
  let total = 0, squares = 0, slack = 0;
  for (let n = 0; n < places.length; n++) {
    const tensor = places[n].slice(0, -1).reduce((part, name) => part[name], output), i = places[n].at(-1), found = tensor.data[i];
    const allowed = tol.atol + tol.rtol * Math.max(Math.abs(low[n]), Math.abs(high[n]));
    if (!(found >= low[n] - allowed && found <= high[n] + allowed))
      return mismatch(places[n].slice(0, -1).join('.') + place(tensor, i), `from ${low[n]} to ${high[n]}`, found);
    total += found; squares += found * found; slack += allowed;
  }
  if (sum !== undefined && !(Math.abs(total - sum) <= slack)) return mismatch(places.map(placeName).join(' + '), `the sum ${sum}`, total);
  if (length !== undefined && !(Math.sqrt(squares) <= length + slack))
    return mismatch(places.map(placeName).join(', '), `a length of at most ${length}`, Math.sqrt(squares));
  return null;
}

// What an answer is worth: status passed, failed or skipped; why; and the mismatch, where numbers or parts of the output differ.
export function judge(each, answer, strict = false) {
  const verdict = (status, why = '', wrong = null) => ({ status, why, mismatch: wrong });
  if (!isObject(answer) || typeof answer.success !== 'boolean')
    return verdict('failed', 'the answer has no field success that is true or false');
  const wanted = each.expect.error;
  if (!answer.success) {
    const { error } = answer;
    if (typeof error !== 'string' || error.trim() === '')
      return verdict('failed', 'the answer has success false and no error string that starts with a code');
    if (codeOf(error) === wanted) return verdict('passed');
    if (DECLINED.includes(codeOf(error))) return verdict('skipped', error);
    return verdict('failed', `expected ${wanted ? `the error ${wanted}` : 'an answer'}, got the error ${error}`);
  }
  if (wanted) return verdict('failed', `expected the error ${wanted}, got an answer`);
  if (!isObject(answer.output)) return verdict('failed', 'the answer has no output, an object of tensors by name');
  let got;
  try { got = read(answer.output); } catch (e) {
    if (!(e instanceof Unreadable)) throw e;
    return verdict('failed', `the output cannot be read: ${e.message}`);
  }
  const missing = Object.keys(each.expect).find((name) => got instanceof Tensor || !has(got, name));
  if (missing) return verdict('failed', `the output has no "${missing}"`);
  const expected = read(each.expect), other = differ(expected, got, each.tol);
  let wrong = other;
  if (other && !strict && each.accept) {
    const free = new Set(each.accept.flatMap(({ places }) => places.map(placeName)));
    wrong = differ(expected, got, each.tol, '', free) ?? first(each.accept, (choice) => badChoice(choice, got, each.tol));
  }
  const told = wrong ?? other;
  return verdict(wrong ? 'failed' : 'passed', told ? `${told.path}: expected ${told.expected}, got ${told.got}` : '', wrong);
}

export async function ask(engine, asked, request) {
  try {
    return { success: true, output: await engine.evaluate(asked, request) };
  } catch (e) {
    const text = String(e?.message ?? e).split(/\s+/).join(' ').slice(0, 300);
    return { success: false, error: /^[a-z]+(-[a-z]+)*:/.test(text) ? text : `${e?.name ?? 'Error'}: ${text}` };
  }
}

// Why an engine need not be asked: it declares dtypes, functions or operators, and the case has others.
export function undeclared(engine, { tensors, tangents = {}, cotangents = {}, function: asked, program }) {
  const used = [tensors, tangents, cotangents].flatMap(Object.values).map((t) => t.dtype);
  const needs = { dtypes: used, functions: [asked], operators: program.nodes.map((node) => node[1]) };
  return first(Object.entries(needs), ([what, all]) => {
    const one = engine[what] && all.find((each) => !engine[what].includes(each));
    return one && `not declared: ${what.slice(0, -1)} ${one}`;
  });
}

async function run(engine, lines, strict, known) {
  const outcomes = [];
  for (const line of lines) {
    const each = JSON.parse(line), own = JSON.parse(line);          // an engine may write into its own
    if (process.stderr.isTTY) process.stderr.write(`\r${outcomes.length + 1} of ${lines.length} `);
    const unasked = undeclared(engine, each);
    const request = Object.fromEntries(REQUEST.filter((field) => has(own, field)).map((field) => [field, own[field]]));
    const outcome = unasked ? { status: 'skipped', why: unasked, mismatch: null }
      : judge(each, await ask(engine, each.function, request), strict);
    if (outcome.status === 'failed' && known.some((prefix) => each.id.startsWith(prefix))) outcome.status = 'xfailed';
    outcomes.push({ id: each.id, op: each.op, ...outcome, flags: each.flags, comment: each.comment ?? '' });
  }
  return outcomes;
}

// The flags that can explain a failure: where a value is wrong those about values, where the engine broke down none.
function explanations({ mismatch: wrong, why, flags: own }, flags) {
  if (!wrong && !why.startsWith('expected the error') && !GRAPH.includes(codeOf(why.split('got the error ').at(-1)))) return [];
  return own.filter((flag) => !/^(steps\[\d+\]\.)?values\b/.test(wrong?.path) || flags[flag].values);
}

// The flags that explain the failures: again and again that of whose cases the largest part failed, until each failure has one.
// It is as if two more cases of each had passed: one failure out of one tells less than nine out of ten.
function suspects(outcomes, flags) {
  const count = (some, flag) => some.filter((each) => each.includes(flag)).length, named = [];
  const bad = outcomes.filter((o) => o.status === 'failed').map((o) => explanations(o, flags));
  const ran = outcomes.filter((o) => o.status !== 'skipped').map((o) => o.flags);
  for (let left = bad; ;) {
    const share = (flag) => count(bad, flag) / (count(ran, flag) + 2);
    const more = (a, b) => share(b) - share(a) || count(left, b) - count(left, a);
    const [best] = Object.keys(flags).filter((flag) => count(left, flag) > 0).sort(more);
    if (best === undefined) return named;
    left = left.filter((each) => !each.includes(best));
    named.push([best, count(bad, best), count(ran, best)]);
  }
}

// Outcomes with one reason together, the largest group first.
function groups(outcomes, reason) {
  const found = new Map();
  for (const o of outcomes) found.set(reason(o), [...(found.get(reason(o)) ?? []), o]);
  return [...found].sort((a, b) => b[1].length - a[1].length);
}

function reasonOf(o) {
  const part = o.mismatch?.path.replace(/\[\d+\]/g, '').split('.');
  return part ? `${o.op}: wrong ${part.find((name) => FUNCTIONS.includes(name)) ?? 'values'}` : o.why;
}

function report(outcomes, flags, unexpected) {
  const of = (status) => outcomes.filter((o) => o.status === status), say = console.log;
  const [passed, failed, xfailed, skipped] = ['passed', 'failed', 'xfailed', 'skipped'].map(of);
  const named = suspects(outcomes, flags), reasons = groups(skipped, (o) => o.why), others = passed.filter((o) => o.why !== '').length;
  for (const [reason, [example, ...more]] of groups(failed, reasonOf)) {
    const operators = [...new Set([example, ...more].map((o) => o.op))].sort();
    const rest = operators.length > 5 ? ` and ${operators.length - 5} more` : '';
    say(`FAILED ${more.length + 1} case${more.length > 0 ? 's' : ''}: ${reason}`);
    say(`  ${operators.slice(0, 5).join(', ')}${rest}; first ${example.id}${example.mismatch ? `: ${example.why}` : ''}`);
    if (example.comment) say(`  about: ${example.comment}`);
  }
  if (named.length > 0) say('Where to look:');
  for (const [flag, bad, ran] of named) say(`  ${flag} (${bad} of ${ran} failed): ${flags[flag].hint}`);
  if (skipped.length > 0) say('Skipped:');
  for (const [why, some] of reasons.slice(0, 10)) say(`  ${some.length} cases: ${why}`);
  const unsaid = reasons.slice(10).flatMap(([, some]) => some).length;
  if (unsaid > 0) say(`  ${unsaid} cases for ${reasons.length - 10} other reasons; --report has them all`);
  if (others > 0) say(`${others} passed with another choice than LibTorch's, which is as good; --strict asks for LibTorch's.`);
  for (const prefix of unexpected) say(`unexpected pass: ${prefix} is in the file of expected failures, but nothing of it fails`);
  if (passed.length === 0) say('No case passed.');
  const asExpected = xfailed.length > 0 ? `${xfailed.length} failed as expected, ` : '';
  say(`${passed.length} passed, ${failed.length + unexpected.length} failed, ${asExpected}${skipped.length} skipped`);
  return [named.map(([flag]) => flag), failed.length + unexpected.length > 0 || passed.length === 0 ? 3 : 0];
}

export async function load(file) {
  const module = await import(pathToFileURL(path.resolve(file)));
  return module.evaluate ? module : module.default;
}

const USAGE = `node judge.mjs ENGINE [options]: tells what an engine in JavaScript gets wrong.
  ENGINE            a module with a function evaluate(function, request)
  --corpus FOLDER   the folder of the cases
  --filter TEXT     only cases whose id starts so or has this as a part, or with this operator or flag; may be given several times
  --xfails FILE     prefixes of ids that are expected to fail; # starts a comment
  --strict          at kinks and ties accept LibTorch's choice only
  --report FILE     where to write the outcome of every case, as JSON Lines`;

const text = { type: 'string' }, mark = { type: 'boolean' };
const OPTIONS = { corpus: text, filter: { ...text, multiple: true }, xfails: text, xfail: text, strict: mark, report: text, help: mark };

async function main() {
  const { parseArgs } = await import('node:util'), fail = (text) => { console.error(`judge.mjs: ${text}`); process.exit(1); };
  let given;
  try {
    given = parseArgs({ allowPositionals: true, options: OPTIONS });
  } catch (e) { fail(e.message); }
  const { values: options, positionals } = given;
  const corpus = options.corpus ?? path.join(HERE, '..', 'corpus', 'v2'), list = options.xfails ?? options.xfail;
  if (options.help || positionals.length !== 1) { console.log(USAGE); process.exit(options.help ? 0 : 1); }
  const files = fs.readdirSync(corpus, { recursive: true }).filter((file) => file.endsWith('.jsonl')).sort();
  const all = files.flatMap((file) => fs.readFileSync(path.join(corpus, file), 'utf8').split('\n').filter(Boolean));
  const cases = all.map((line) => ({ line, ...JSON.parse(line) }));
  const fits = ({ id, op, flags }) =>
    (options.filter ?? ['']).some((one) => id.startsWith(one) || `/${id}/`.includes(`/${one}/`) || op === one || flags.includes(one));
  const lines = cases.filter(fits).map(({ line }) => line);
  const known = list ? fs.readFileSync(list, 'utf8').split('\n').map((line) => line.split('#')[0].trim()).filter(Boolean) : [];
  const stray = known.find((prefix) => !cases.some(({ id }) => id.startsWith(prefix)));
  if (stray) fail(`no case has an id that starts with ${stray}, as ${list} expects`);
  if (lines.length === 0) fail(`no case of ${corpus} fits the filter ${options.filter}`);
  const outcomes = await run(await load(positionals[0]), lines, options.strict, known);
  const hit = (prefix, status) => outcomes.some((o) => o.id.startsWith(prefix) && status(o.status));
  const unexpected = known.filter((prefix) => hit(prefix, (status) => status !== 'skipped')
    && !hit(prefix, (status) => status === 'xfailed'));
  const [named, code] = report(outcomes, JSON.parse(fs.readFileSync(path.join(corpus, 'flags.json'), 'utf8')), unexpected);
  if (options.report)
    fs.writeFileSync(options.report, [...outcomes, { suspects: named }].map((line) => `${JSON.stringify(line)}\n`).join(''));
  process.exitCode = code;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
