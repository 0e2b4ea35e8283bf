import { Refusal } from "../../../lib/refusal.ts";
import { receiveUpload } from "../../../lib/upload.ts";

/** Bytes of a form without a file, with its fields' names around what a draft can hold. */
const LARGEST_BODY = 500_000;

/** A form with a file in it, read no further than the largest upload. Refuses (invalid) a larger one, and what is no form. */
export async function receiveFileForm(request: Request): Promise<FormData> {
  return formOf(request, await receiveUpload(request));
}

/** A form of texts alone. Refuses (invalid) what is larger than any draft, and what is no form. */
export async function receiveDraftForm(request: Request): Promise<FormData> {
  const tooLarge = () => new Refusal("invalid", "too-large", "This is more than a draft can hold.");
  return formOf(request, await receiveUpload(request, { most: LARGEST_BODY, refuse: tooLarge }));
}

async function formOf(request: Request, bytes: Buffer): Promise<FormData> {
  const type = request.headers.get("content-type") ?? "";
  try {
    return await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  } catch {
    throw new Refusal("invalid", "malformed", "This is not a form.");
  }
}
