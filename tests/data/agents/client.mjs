// A client of `aiurdesk mcp` in JavaScript, with nothing but the standard library of Node.
// Arguments: the command. It prints one JSON object.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const [command, ...args] = process.argv.slice(2);
const server = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
const waiting = new Map();
const asked = [];
let last = 0;

const write = (message) => server.stdin.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\n");
const request = (method, params) =>
  new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    write({ id: last, method, params });
  });
const call = (name, given) => request("tools/call", { name, arguments: given });

createInterface({ input: server.stdout }).on("line", (line) => {
  const message = JSON.parse(line);
  if (message.method === "elicitation/create") {
    asked.push(message.params.message);
    write({ id: message.id, result: { action: "accept", content: {} } });
  } else if (message.id !== undefined && waiting.has(message.id)) {
    const { resolve, reject } = waiting.get(message.id);
    waiting.delete(message.id);
    message.error ? reject(new Error(message.error.message)) : resolve(message.result);
  }
});

const begun = await request("initialize", {
  protocolVersion: "2025-06-18",
  capabilities: { elicitation: {} },
  clientInfo: { name: "node", version: process.version },
});
write({ method: "notifications/initialized" });
const { tools } = await request("tools/list", {});
const read = await call("send", { target: "gateway.home.index", environment: "Sandbox" });
const written = await call("send", {
  target: "stargate.message.pushmessage",
  environment: "Sandbox",
  values: { ChannelId: "2", MessageContent: "hi", AccessToken: "wrong" },
});
server.stdin.end();
const status = await new Promise((resolve) => server.on("exit", resolve));
console.log(
  JSON.stringify({
    version: begun.protocolVersion,
    tools: tools.map((tool) => tool.name),
    read: read.structuredContent.verdict,
    written: written.structuredContent.verdict,
    asked,
    status,
  }),
);
