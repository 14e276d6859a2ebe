import { defineConfig } from "vite";

/** Where the service (or `npm run mock`) listens while `npm run dev` serves the pages. */
const service = "http://127.0.0.1:8080";

export default defineConfig({
  server: { proxy: { "/v1": { target: service, ws: true } } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    // No data: addresses, so that the pages run under a strict content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
