// What adapters in JavaScript have in common: the numbers of a tensor, and a program run by a table of operators. An operator is
// [names, function]: ATen's names of its parameters in order, *name for a list of tensors; the function takes an object of what is given.
const NAMED = { NaN, Infinity, '-Infinity': -Infinity };

export const unsupported = (what) => { throw new Error(`unsupported: ${what}`); };
export const numbers = ({ data }) => data.flat().map((x) => (typeof x === 'string' ? NAMED[x] : x));
export const each = (names, f) => Object.fromEntries(names.map((name, i) => [name, f(name, i)]));

// Arguments stand at the parameters that no attribute names, from left to right.
export function call(operators, op, given, attributes) {
  if (!Object.hasOwn(operators, op)) unsupported(op);
  const [names, f] = operators[op], known = names.split(' '), named = { ...attributes };
  const free = known.filter((name) => !(name in attributes));
  if (free[0]?.startsWith('*')) named[free[0].slice(1)] = given;
  else {
    if (given.length > free.length) unsupported(`${op} with these arguments`);
    given.forEach((value, i) => { named[free[i]] = value; });
  }
  if (Object.keys(attributes).some((name) => !known.includes(name))) unsupported(`${op} with these arguments`);
  return f(named);
}

// The outputs of a program. An operator with several results under one name gives the first.
export function run(operators, program, values) {
  const known = { ...values };
  for (const [result, op, names, attributes = {}] of program.nodes) {
    const got = call(operators, op, names.map((a) => (typeof a === 'string' ? known[a] : a)), attributes);
    if (Array.isArray(result)) result.forEach((name, i) => { known[name] = got[i]; });
    else known[result] = Array.isArray(got) ? got[0] : got;
  }
  return program.outputs.map((name) => known[name]);
}
