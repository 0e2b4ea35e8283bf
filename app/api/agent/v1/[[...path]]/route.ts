import { agentDoor } from "@/server/agent-door/app.ts";

/** The agents' door for where only Next runs; server/main.ts answers these paths before Next sees them. */
const handle = (request: Request) => agentDoor.fetch(request);

export const dynamic = "force-dynamic";
export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
