// What is used of the package `subset-font`, which has no types of its own.
declare module "subset-font" {
  export default function subset(
    font: Buffer,
    text: string,
    options: {
      targetFormat: "woff2";
      keepFeatures: string[];
      variationAxes: Record<string, { min: number; max: number }>;
    },
  ): Promise<Buffer>;
}
