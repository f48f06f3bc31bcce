// The page's font: only the letters, weights and features that the page uses are shipped, and the
// page asks for it before it knows its styles.
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";
import subset from "subset-font";

/** What Latin text of ours or of a service may have; the system's own font has all others. */
export const LETTERS = [
  ...range(0x20, 0x7e),
  ...range(0xa0, 0xff),
  ...[0x152, 0x153, 0x178, 0x2009, 0x200a, 0x202f, 0x2013, 0x2014, 0x2018, 0x2019, 0x201a],
  ...[0x201c, 0x201d, 0x201e, 0x2022, 0x2026, 0x2039, 0x203a, 0x20ac, 0x2191, 0x2193, 0x2212],
];
const FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"];
const WEIGHTS = { wght: { min: 400, max: 600 } };

export function font(): Plugin {
  return {
    name: "font",
    apply: "build",
    async generateBundle(_, bundle) {
      // Its licence goes wherever it goes.
      const licence = readFileSync("node_modules/@fontsource-variable/inter/LICENSE", "utf8");
      this.emitFile({ type: "asset", fileName: "licence-inter.txt", source: licence });
      const text = String.fromCodePoint(...LETTERS);
      for (const file of Object.values(bundle)) {
        if (file.type !== "asset" || !file.fileName.endsWith(".woff2")) continue;
        file.source = await subset(Buffer.from(file.source), text, {
          targetFormat: "woff2",
          keepFeatures: FEATURES,
          variationAxes: WEIGHTS,
        });
      }
    },
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle }) {
        const fonts = Object.keys(bundle ?? {}).filter((name) => name.endsWith(".woff2"));
        return fonts.map((name) => ({
          tag: "link",
          attrs: {
            rel: "preload",
            as: "font",
            type: "font/woff2",
            href: `./${name}`,
            crossorigin: true,
          },
          injectTo: "head",
        }));
      },
    },
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
