import { Refusal } from "../../../lib/refusal.ts";
import { receiveUpload } from "../../../lib/upload.ts";

/** A form that came as a body, read no further than the largest upload. Refuses (invalid) a larger one, and what is no form. */
export async function receiveForm(request: Request): Promise<FormData> {
  const type = request.headers.get("content-type") ?? "";
  const bytes = await receiveUpload(request);
  try {
    return await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  } catch {
    throw new Refusal("invalid", "malformed", "This is not a form.");
  }
}
