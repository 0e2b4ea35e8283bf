import { tryEveryAct } from "./test-every-act.ts";
import { SITUATIONS_ELSEWHERE } from "./test-situations-elsewhere.ts";

tryEveryAct(SITUATIONS_ELSEWHERE);
