import { tryEveryRow } from "./test-every-row.ts";
import { SITUATIONS } from "./test-situations.ts";

tryEveryRow(SITUATIONS);
