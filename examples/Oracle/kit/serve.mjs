// An engine as a program that reads messages on stdin and answers on stdout, so that torchbridge-oracle can drive it:
//
//     torchbridge-oracle check --engine "node serve.mjs my_engine.mjs"
import path from 'node:path';
import process from 'node:process';
import readline from 'node:readline';
import { ask, load, undeclared } from './judge.mjs';

// As JSON has it: infinities and NaN as texts, typed arrays as lists.
const plain = (name, part) =>
  (typeof part === 'number' && !Number.isFinite(part) ? String(part) : ArrayBuffer.isView(part) ? [...part] : part);

async function answer(engine, { kind, module, function: asked, input }) {
  if (kind === 'start') {
    const declared = ['dtypes', 'functions', 'operators'].filter((what) => engine[what]).map((what) => [what, engine[what]]);
    return { tool: engine.name ?? path.basename(process.argv[2]), config: Object.fromEntries(declared) };
  }
  if (kind === 'define') return { success: module === 'program' };
  if (kind !== 'evaluate') return {};
  const unasked = undeclared(engine, { ...input, function: asked });
  return unasked ? { success: false, error: `unsupported: ${unasked}` } : ask(engine, asked, input);
}

console.log = console.error;      // what the engine prints is no answer
const engine = await load(process.argv[2]);
for await (const line of readline.createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ id: message.id, ...(await answer(engine, message)) }, plain)}\n`);
}
