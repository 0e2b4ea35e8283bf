import { ResponseCookies } from "next/dist/compiled/@edge-runtime/cookies/index.js";
import { describe, expect, test } from "vitest";
import { sessionCookie } from "./session-cookie.ts";

describe("the session's cookie", () => {
  test("behind TLS is taken away with Secure, without which browsers would keep it", () => {
    const cookie = sessionCookie("https://sayso.example");
    const headers = new Headers();
    new ResponseCookies(headers).set(cookie.ended("__Secure-next-auth.session-token.1"));
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Secure-next-auth\.session-token\.1=;.*Max-Age=0;.*Secure/),
    ]);
  });

  test("is known by its name alone, in whole or in chunks", () => {
    const cookie = sessionCookie("http://localhost:3000");
    expect(cookie.has("next-auth.session-token")).toBe(true);
    expect(cookie.has("next-auth.session-token.1")).toBe(true);
    expect(cookie.has("next-auth.session-tokens")).toBe(false);
    expect(cookie.has("__Secure-next-auth.session-token")).toBe(false);
    expect(["next-auth.session-token", "next-auth.session-token.2"].map(cookie.place)).toEqual([0, 2]);
  });
});
