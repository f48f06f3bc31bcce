// The services' own marks as the module `virtual:marks`: only those that `icons/services.json`
// names, as paths in one colour.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

/** A service's mark in a square of `side`; `null` where there is none to be had. */
export type Marks = Record<string, { paths: string[]; side: number; scale: number } | null>;

const NAMED = fileURLToPath(new URL("../../icons/services.json", import.meta.url));
const PACKAGE = fileURLToPath(
  new URL("../node_modules/@lobehub/icons-static-svg", import.meta.url),
);
const MODULE = "virtual:marks";
const NOTICE = `The marks of the services are trademarks of their owners and stand here to name them alone.
Their drawings: npm @lobehub/icons-static-svg, MIT License, Copyright (c) LobeHub.
`;

export function marks(): Plugin {
  return {
    name: "marks",
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : null),
    load: (id) => (id === `\0${MODULE}` ? `export default ${JSON.stringify(read())}` : null),
    generateBundle() {
      const licence = readFileSync(
        fileURLToPath(new URL("../../LICENSE", import.meta.url)),
        "utf8",
      );
      // The licence's words are those of our own; whose it is stands in the notice.
      const words = licence.slice(licence.indexOf("Permission is hereby"));
      this.emitFile({
        type: "asset",
        fileName: "licence-marks.txt",
        source: `${NOTICE}\n${words}`,
      });
    },
  };
}

function read(): Marks {
  const named = JSON.parse(readFileSync(NAMED, "utf8")) as Record<
    string,
    { mark: string | null; scale: number }
  >;
  return Object.fromEntries(
    Object.entries(named).map(([service, { mark, scale }]) => [
      service,
      mark === null ? null : { ...drawn(mark), scale },
    ]),
  );
}

function drawn(mark: string): { paths: string[]; side: number } {
  const svg = readFileSync(`${PACKAGE}/icons/${mark}.svg`, "utf8");
  const paths = [...svg.matchAll(/<path[^>]* d="([^"]+)"/g)].map((found) => found[1] ?? "");
  const shapes = [...svg.matchAll(/<(?!svg|title|path|\/)/g)].length;
  if (paths.length === 0 || shapes > 0) throw new Error(`${mark}.svg is not of paths alone`);
  const side = Number(/viewBox="0 0 ([\d.]+) [\d.]+"/.exec(svg)?.[1]);
  if (!(side > 0)) throw new Error(`${mark}.svg is in no square`);
  return { paths, side };
}
