import type { NextConfig } from "next";

/**
 * Headers that are the same for every answer, static files included. What differs per request
 * (the content security policy with its nonce, and HSTS) is set in proxy.ts.
 */
const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  // Addresses here name people's devices and records: no other site learns them.
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  // The portal itself never senses anything; the browser is told to refuse if it ever tried.
  {
    key: "Permissions-Policy",
    value: [
      "accelerometer",
      "camera",
      "display-capture",
      "geolocation",
      "gyroscope",
      "hid",
      "idle-detection",
      "magnetometer",
      "microphone",
      "midi",
      "payment",
      "serial",
      "usb",
      "xr-spatial-tracking",
    ]
      .map((feature) => `${feature}=()`)
      .join(", "),
  },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The type check is a step of `npm test`, over the whole tree; `npm start` does not wait for it again.
  typescript: { ignoreBuildErrors: true },
  // A page's title is in its head from the first byte, also for whoever listens to it while it still loads.
  htmlLimitedBots: /.*/,
  turbopack: { root: import.meta.dirname },
  // A data file of law of 5 MB, and the form around it (app/(legal)/jurisdictions/import).
  experimental: { serverActions: { bodySizeLimit: "6mb" } },
  headers: async () => [{ source: "/:path*", headers: SECURITY_HEADERS }],
};

export default config;
