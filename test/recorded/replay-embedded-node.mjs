#!/usr/bin/env node
// Asks the embedded node what a real EventStoreDB was asked: every scenario but persistent subscriptions (15) and accidents
// not worth imitating (90). Ends with 1 when an answer differs that `deliberate-differences.json` does not name, or when that
// file names one that does not differ. Run it from test/: node recorded/replay-embedded-node.mjs [--only PATTERN]
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startEmbeddedNode } from "@accountable/adapters/embedded-node";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const { values } = parseArgs({ options: { only: { type: "string", default: "^(?!15|90)" } } });
const deliberate = JSON.parse(readFileSync(here("deliberate-differences.json"), "utf8"));

const directory = mkdtempSync(join(tmpdir(), "accountable-replay-"));
const node = await startEmbeddedNode({ directory });
const lines = await replay(node.connectionString);
await node.close();
rmSync(directory, { recursive: true, force: true });

const seen = new Map(lines.flatMap((line) => resultIn(line)));
const unexpected = [...seen].filter(([name, result]) => result === "DIFFERENT" && !(name in deliberate)).map(([name]) => name);
const outdated = Object.keys(deliberate).filter((name) => seen.get(name) === "ok");
for (const [name, reason] of Object.entries(deliberate)) if (seen.get(name) === "DIFFERENT") console.log(`deliberate: ${name}. ${reason}`);
for (const name of unexpected) console.log(`not as the real server: ${name}`);
for (const name of outdated) console.log(`listed as different, but is not: ${name}`);
if (seen.size === 0) console.log("no scenario was replayed");
process.exit(seen.size === 0 || unexpected.length > 0 || outdated.length > 0 ? 1 : 0);

function replay(url) {
  const args = [here("replay.mjs"), "--url", url, "--compare", here("answers-24.6.0.json"), "--only", values.only];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
    process.stdout.write(chunk);
  });
  return new Promise((resolve) => child.on("close", () => resolve(text.split("\n"))));
}

function resultIn(line) {
  const [, result, name] = /^(ok|DIFFERENT) +[^/]+\/([^,]+),/.exec(line) ?? [];
  return name === undefined ? [] : [[name, result]];
}
