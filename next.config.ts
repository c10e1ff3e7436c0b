import type { NextConfig } from "next";

const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

// No rewrites, redirects or image optimizer: each has been a way into a Next server before.
const config: NextConfig = {
  // The start command builds into a folder of its own for each state of the sources.
  distDir: process.env["NEXT_DIST_DIR"] ?? ".next",
  poweredByHeader: false,
  // Everybody gets the title with the page and not after it: screen readers announce a page by its title.
  htmlLimitedBots: /.*/,
  reactCompiler: true,
  typedRoutes: false,
  images: { unoptimized: true },
  // `npm test` checks the types of the whole project; a start need not do it again.
  typescript: { ignoreBuildErrors: true, tsconfigPath: process.env["NEXT_TSCONFIG"] ?? "tsconfig.json" },
  // The text of a policy is the largest that anybody sends: half a million characters of up to three bytes.
  experimental: { serverActions: { bodySizeLimit: "2mb" } },
  serverExternalPackages: ["bullmq", "pg", "ioredis", "pino", "@datadog/datadog-api-client", "@datadog/sketches-js"],
  devIndicators: false,
  allowedDevOrigins: ["127.0.0.1"],
  headers: () => Promise.resolve([{ source: "/:path*", headers: securityHeaders }]),
};

export default config;
