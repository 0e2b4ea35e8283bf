import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";

// What Node can do at best on this machine: read the body, inflate it, parse it, answer.
const server = createServer({ keepAliveTimeout: 130_000 }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    const json = request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
    const parsed = json.length > 0 ? JSON.parse(json.toString()) : {};
    const answer = JSON.stringify({ ok: typeof parsed });
    response.writeHead(200, { "content-type": "application/json", "content-length": answer.length });
    response.end(answer);
  });
});
server.listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
