import { tryEveryRow } from "./test-every-row.ts";
import { SITUATIONS_ELSEWHERE } from "./test-situations-elsewhere.ts";

tryEveryRow(SITUATIONS_ELSEWHERE);
