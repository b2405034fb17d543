// What the kit's judge says of answers: verdicts.mjs KIT CORPUS ANSWERS, a line of which is {"id": of a case, "strict": ..., "answer": ...}.
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const [kit, corpus, answers] = process.argv.slice(2);
const { judge } = await import(pathToFileURL(path.join(path.resolve(kit), 'judge.mjs')));
const lines = (file) => fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const files = fs.readdirSync(corpus, { recursive: true }).filter((file) => file.endsWith('.jsonl'));
const cases = new Map(files.flatMap((file) => lines(path.join(corpus, file))).map((each) => [each.id, each]));
for (const { id, strict, answer } of lines(answers)) {
  const { status, mismatch } = judge(cases.get(id), answer, strict);
  process.stdout.write(`${status} ${mismatch?.path ?? ''}\n`);
}
