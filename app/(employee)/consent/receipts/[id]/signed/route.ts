import { getReceipt } from "../../../../../../domain/consent/queries.ts";
import { publicKeys } from "../../../../../../lib/signing.ts";
import { answerRoute } from "../../../../../_door/route.ts";

/** The receipt as JSON, beside its signature (compact JWS) and the keys to check it with. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return answerRoute(async (actor) => {
    const { receipt, signed } = await getReceipt(actor, id);
    const body = JSON.stringify({ receipt, signed, keys: await publicKeys() }, null, 2);
    return new Response(body, {
      headers: {
        "content-type": "application/json",
        "content-disposition": `attachment; filename="sayso-receipt-${receipt.receipt.receipt_id}.json"`,
        "cache-control": "no-store",
      },
    });
  });
}
