import { once } from "node:events";
import { createServer, Socket } from "node:net";

/** @returns {Promise<boolean>} whether nothing listens on the port, on any address of this machine */
export async function isPortFree(port) {
  for (const host of ["::", "127.0.0.1"]) {
    if (!(await canListen(port, host))) return false;
  }
  return true;
}

async function canListen(port, host) {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    return true;
  } catch (error) {
    // A machine without IPv6 has nobody listening on it either.
    return error.code === "EAFNOSUPPORT" || error.code === "EADDRNOTAVAIL";
  } finally {
    server.close();
  }
}

/** @returns {Promise<string | null>} null when something accepts connections there, else why not, in words */
export async function whyUnreachable(host, port) {
  const socket = new Socket();
  socket.setTimeout(5_000, () => socket.destroy(Object.assign(new Error(), { code: "ETIMEDOUT" })));
  try {
    socket.connect(port, host);
    await once(socket, "connect");
    return null;
  } catch (error) {
    const words = {
      ECONNREFUSED: "nothing listens there",
      ENOTFOUND: "there is no such host",
      EAI_AGAIN: "there is no such host",
      ETIMEDOUT: "it does not answer",
    };
    return words[error.code] ?? error.message;
  } finally {
    socket.destroy();
  }
}
