export const PICTURES = "/my-data/captures";

export function pictureAddress(id: string): string {
  return `${PICTURES}/${id}`;
}
