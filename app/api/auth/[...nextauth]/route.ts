import NextAuth from "next-auth";
import { authOptions } from "../../../_door/session.ts";

const handler = NextAuth(authOptions);

export { handler as GET, handler as POST };
