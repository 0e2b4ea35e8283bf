import NextLink from "next/link";
import type { ComponentProps } from "react";

/**
 * A link inside the portal. Nothing is fetched before it is followed: some reads leave a line in the
 * ledger, and a line must mean that a person went there.
 */
export function Link(props: Omit<ComponentProps<typeof NextLink>, "prefetch">) {
  return <NextLink prefetch={false} {...props} />;
}
